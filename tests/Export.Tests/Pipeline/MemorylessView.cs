using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A view for which there is no memory when a span of one name is queued.</summary>
internal sealed class MemorylessView(string fails) : SpanView
{
    private readonly SemanticConventionsView _inner = new();

    public override string Name => "memoryless";

    public override bool Shows(Activity activity, RequestSnapshot? request) =>
        activity.DisplayName == fails ? throw new InsufficientMemoryException() : base.Shows(activity, request);

    public override void Write(in EndedSpan span, OtlpBuffer buffer) => _inner.Write(span, buffer);
}
