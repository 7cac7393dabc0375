using System.Diagnostics;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>
/// The form of a backend with names of its own. One pass over a span's attributes does what their rows say, then the table's fields are
/// written.
/// </summary>
/// <param name="table">The view's table.</param>
internal abstract class VendorView(ViewTable table) : SpanView
{
    /// <summary>The view's table.</summary>
    public ViewTable Table { get; } = table;

    /// <summary>The settings of the view.</summary>
    public ViewSettings Settings { get; init; } = ViewSettings.Default;

    /// <summary>The vocabulary of the backend: an application's own attributes in it are sent as they are.</summary>
    protected abstract AttributeFamily Family { get; }

    /// <inheritdoc/>
    public sealed override void Write(in EndedSpan span, OtlpBuffer buffer)
    {
        var viewed = new ViewedSpan(span, buffer, Settings);
        var activity = span.Activity;
        var start = buffer.Open(OtlpSpan.Tag);
        var traceId = ReadTraceId(viewed);
        viewed.HiddenParent = ReadHiddenParent(viewed);
        OtlpSpan.Identity(buffer, activity, traceId, ReadParent(viewed), span.TraceState);
        OtlpSpan.KindAndTimes(buffer, activity);
        var everySpan = new EverySpanCursor(span.Request);
        var isAttempt = activity.Kind == ActivityKind.Client && activity.GetTagItem(LibraryAttributes.AttemptIndex) is not null;
        foreach (ref readonly var tag in activity.EnumerateTagObjects())
        {
            everySpan.Pass(tag.Key);
            if (!(isAttempt && IsOfCall(tag.Key)) && !IsSession(activity, tag.Key, tag.Value))
            {
                WriteAttribute(ref viewed, tag.Key, tag.Value);
            }
        }

        while (everySpan.Next(activity, out var missing))
        {
            WriteAttribute(ref viewed, missing.Key, missing.Value);
        }

        viewed.Classify();
        Table.WriteFields(ref viewed);
        OtlpSpan.Name(buffer, ReadName(viewed));
        OtlpSpan.Events(buffer, activity);
        if (ListsExceptions && viewed.Status.Code == ActivityStatusCode.Error && !viewed.IsFailure && !HasException(activity))
        {
            WriteException(viewed);
        }

        OtlpSpan.Links(buffer, activity, traceId, viewed.HiddenParent, span.SeparateRoot);
        OtlpSpan.Status(buffer, ReadStatus(viewed), viewed.Status.Description ?? viewed.Text(SpanFact.ErrorType));
        buffer.Close(start);
    }

    /// <summary>Whether the backend lists a span's exceptions, and shows nothing of a failed span that has none.</summary>
    protected virtual bool ListsExceptions => false;

    /// <summary>The status that the backend shows a span with.</summary>
    protected virtual ActivityStatusCode ReadStatus(in ViewedSpan span) => span.Status.Code;

    /// <summary>Writes an attribute as the backend's metadata.</summary>
    protected abstract void WriteMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value);

    /// <summary>Writes an attribute as metadata of the trace.</summary>
    protected virtual void WriteTraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) => WriteMetadata(span, name, value);

    /// <summary>The trace that the backend shows a span in.</summary>
    protected virtual OtlpTraceId ReadTraceId(in ViewedSpan span) => OtlpTraceId.FromActivity(span.TraceId);

    /// <summary>The parent that the backend shows a span under.</summary>
    protected virtual ActivitySpanId ReadParent(in ViewedSpan span) => span.ParentOf(span.Activity);

    /// <summary>The caller's span, if the view shows the trace without it; links may name it.</summary>
    protected virtual ActivitySpanId ReadHiddenParent(in ViewedSpan span) => default;

    /// <summary>Whether the backend would take an application's own attribute for an attribute of another tracing library.</summary>
    protected virtual bool Misreads(string name) => false;

    /// <summary>Writes an attribute that the backend would misread, by a name that it does not misread.</summary>
    protected virtual void WriteMisread(in ViewedSpan span, string name, object value) => WriteMetadata(span, name, value);

    /// <summary>The name that the backend shows a span by.</summary>
    protected virtual string ReadName(in ViewedSpan span) =>
        span.Role switch
        {
            SpanRole.Request when span.Text(SpanFact.GenerationName) is { Length: > 0 } name => name,
            SpanRole.Guardrail when span.Activity.GetTagItem(LibraryAttributes.GuardrailName) is string { Length: > 0 } name => name,
            _ => span.Activity.DisplayName,
        };

    // A backend would take an attempt with them for a call of its own, and price it beside litellm_request.
    private static bool IsOfCall(string name) => name is GenAi.OperationName or GenAi.RequestModel;

    // Every view writes the session already.
    private static bool IsSession(Activity activity, string name, object? value) =>
        name == GenAi.ConversationId && Equals(value, activity.GetTagItem(LiteLlm.SessionId));

    private static bool HasException(Activity activity)
    {
        foreach (ref readonly var e in activity.EnumerateEvents())
        {
            if (e.Name == OtlpSpan.ExceptionEvent)
            {
                return true;
            }
        }

        return false;
    }

    // A provider's error has no exception, unless a client threw one.
    private static void WriteException(in ViewedSpan span)
    {
        var activity = span.Activity;
        var type = activity.GetTagItem(LibraryAttributes.ProviderErrorType) as string ?? span.Text(SpanFact.ErrorType);
        OtlpSpan.Exception(span.Buffer, activity.StartTimeUtc + activity.Duration, type, span.Status.Description ?? type);
    }

    private void WriteAttribute(ref ViewedSpan span, string name, object? value)
    {
        if (value is null || span.Status.TryRead(name, value))
        {
            return;
        }

        if (Table.Find(name) is not { } row)
        {
            WriteUnknown(span, name, value);
            return;
        }

        if (row.Slot >= 0)
        {
            span.Keep(row.Slot, value);
        }

        if (row.LeavesOut(value))
        {
            return;
        }

        switch (row.Action)
        {
            case RowAction.Same:
                OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, row.Key!, value);
                break;
            case RowAction.Text:
                AttributeText.Write(span.Buffer, row.Key!, value);
                break;
            case RowAction.TraceMetadata:
                WriteTraceMetadata(span, row.Target, value);
                break;
        }
    }

    /// <summary>
    /// Writes an attribute that has no row. An application's own attribute stays as it is, unless the backend would misread it; an
    /// attribute in another backend's names is left out; other attributes become metadata.
    /// </summary>
    private void WriteUnknown(in ViewedSpan span, string name, object value)
    {
        const string Given = "metadata.";
        var family = AttributeFamilies.Classify(name, out var rest);
        if (family == AttributeFamily.LiteLlm && rest.StartsWith(Given))
        {
            WriteTraceMetadata(span, rest[Given.Length..], value);
        }
        else if (family == AttributeFamily.Own && Misreads(name))
        {
            WriteMisread(span, name, value);
        }
        else if (family == AttributeFamily.Own || family == Family)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, name, value);
        }
        else if (family is AttributeFamily.LiteLlm or AttributeFamily.GenAi)
        {
            WriteMetadata(span, rest, value);
        }
    }
}
