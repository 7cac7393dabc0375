using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>
/// The form of a backend with names of its own: a table from the canonical attributes, and code for what depends on several of
/// them. One pass over a span's attributes writes what the table renames and notes what the code needs.
/// </summary>
/// <param name="table">The table.</param>
internal abstract class VendorView(ViewTable table) : SpanView
{
    /// <summary>What the view makes of each canonical attribute.</summary>
    public ViewTable Table { get; } = table;

    /// <summary>The vocabulary that the backend shares with the application's own spans.</summary>
    protected abstract AttributeFamily Family { get; }

    /// <inheritdoc/>
    public sealed override void Write(in EndedSpan span, OtlpBuffer buffer)
    {
        var viewed = new ViewedSpan(span, buffer);
        var activity = span.Activity;
        var start = buffer.Open(OtlpSpan.Tag);
        var traceId = TraceIdOf(viewed);
        OtlpSpan.Identity(buffer, activity, traceId, ParentOf(viewed));
        OtlpSpan.KindAndTimes(buffer, activity);
        var everySpan = new EverySpanCursor(span.Request);
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            everySpan.Pass(tag.Key);
            Take(ref viewed, tag.Key, tag.Value);
        }

        while (everySpan.Next(activity, out var missing))
        {
            Take(ref viewed, missing.Key, missing.Value);
        }

        viewed.Settle();
        Finish(ref viewed);
        OtlpSpan.Name(buffer, NameOf(viewed));
        OtlpSpan.Events(buffer, activity);
        OtlpSpan.Links(buffer, activity, traceId, CallerOf(viewed));
        OtlpSpan.Status(buffer, viewed.Status.Code, viewed.Status.Description ?? viewed.Text(SpanFact.ErrorType));
        buffer.Close(start);
    }

    /// <summary>Writes what depends on several attributes.</summary>
    protected abstract void Finish(ref ViewedSpan span);

    /// <summary>Writes an attribute that is the backend's metadata, by its name there.</summary>
    protected abstract void Metadata(in ViewedSpan span, ReadOnlySpan<char> name, object value);

    /// <summary>Writes metadata that the request gave of its trace.</summary>
    protected virtual void TraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) => Metadata(span, name, value);

    /// <summary>The trace that a span is shown in.</summary>
    protected virtual OtlpTraceId TraceIdOf(in ViewedSpan span) => OtlpTraceId.FromActivity(span.Activity.TraceId);

    /// <summary>The parent that a span is shown with.</summary>
    protected virtual ActivitySpanId ParentOf(in ViewedSpan span) => span.Activity.ParentSpanId;

    /// <summary>The span that the trace is shown without, and that links of it may name; none of a trace that is shown whole.</summary>
    protected virtual ActivitySpanId CallerOf(in ViewedSpan span) => default;

    /// <summary>Whether the backend would take an application's own attribute for one of another tracing library.</summary>
    protected virtual bool Misreads(string name) => false;

    /// <summary>Writes an attribute that the backend would misread, so that it does not.</summary>
    protected virtual void Misread(in ViewedSpan span, string name, object value) => Metadata(span, name, value);

    /// <summary>The name that a span is shown with.</summary>
    protected virtual string NameOf(in ViewedSpan span) =>
        span.Role == SpanRole.Request && span.Text(SpanFact.GenerationName) is { Length: > 0 } name ? name : span.Activity.DisplayName;

    private void Take(ref ViewedSpan span, string name, object? value)
    {
        if (value is null || span.Status.Take(name, value))
        {
            return;
        }

        if (Table.Find(name) is not { } row)
        {
            Unknown(span, name, value);
            return;
        }

        if (row.Fact >= 0)
        {
            span.Note(row.Fact, value);
        }

        switch (row.Form)
        {
            case ViewForm.Same:
                OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, row.Key!, value);
                break;
            case ViewForm.Text:
                AttributeText.Write(span.Buffer, row.Key!, value);
                break;
            case ViewForm.TraceMetadata:
                TraceMetadata(span, row.Target, value);
                break;
        }
    }

    /// <summary>
    /// An attribute of no row: an application's stays as it is, unless the backend reads it as something else; one of another
    /// backend's is left out, all else is metadata.
    /// </summary>
    private void Unknown(in ViewedSpan span, string name, object value)
    {
        const string Given = "metadata.";
        var family = AttributeFamilies.Of(name, out var rest);
        if (family == AttributeFamily.LiteLlm && rest.StartsWith(Given))
        {
            TraceMetadata(span, rest[Given.Length..], value);
        }
        else if (family == AttributeFamily.Own && Misreads(name))
        {
            Misread(span, name, value);
        }
        else if (family == AttributeFamily.Own || family == Family)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, name, value);
        }
        else if (family is AttributeFamily.LiteLlm or AttributeFamily.GenAi)
        {
            Metadata(span, rest, value);
        }
    }
}
