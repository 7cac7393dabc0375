using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views;

/// <summary>The form in which a backend gets spans. A view has no state, so that one serves all threads.</summary>
internal abstract class SpanView
{
    /// <summary>The schema of the attributes that the view writes; <see langword="null"/> if they have names of a backend.</summary>
    public virtual string? SchemaUrl => null;

    /// <summary>
    /// Whether the backend gets the random id of the process with the resource. A backend that lists the resource as metadata
    /// of each trace would show it to its users.
    /// </summary>
    public virtual bool HasInstance => true;

    /// <summary>The view's name in settings and logs.</summary>
    public abstract string Name { get; }

    /// <summary>The name by which the backend shows that content of a span was cut or left out.</summary>
    public virtual string TruncationMark => LibraryAttributes.ContentTruncated;

    /// <summary>Whether the backend gets a span. It is asked once, when the span's request is settled.</summary>
    public virtual bool Shows(Activity activity, RequestSnapshot? request) => true;

    /// <summary>
    /// Appends one entry of <c>ScopeSpans.spans</c> (tag, length and <c>Span</c> message of the OTLP protocol 1.x). Only
    /// <paramref name="buffer"/> allocates, where it needs to grow.
    /// </summary>
    /// <param name="span">The span, which no longer changes.</param>
    /// <param name="buffer">The buffer that gets the bytes.</param>
    public abstract void Write(in EndedSpan span, OtlpBuffer buffer);
}
