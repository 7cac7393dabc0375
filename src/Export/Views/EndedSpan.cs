using System.Diagnostics;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Views;

/// <summary>A span that has ended, as a view sees it.</summary>
/// <param name="Activity">The span with its canonical attributes.</param>
/// <param name="Request">The facts that all spans of its request share; <see langword="null"/> for a span outside a traced request.</param>
internal readonly record struct EndedSpan(Activity Activity, RequestSnapshot? Request)
{
    /// <summary>The separate trace of the request, if the span is its root.</summary>
    public SeparateTrace? SeparateRoot => Activity == Request?.Root ? Request.Separate : null;
}
