using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Langfuse;

/// <summary>
/// Writes objects and arrays of the caller's metadata. Langfuse keeps the text of an attribute <c>langfuse.trace.metadata.key</c> as a
/// text; the members of the JSON object <c>langfuse.trace.metadata</c> keep their types.
/// </summary>
internal static class LangfuseMetadata
{
    private const string Given = "litellm.metadata.";

    /// <summary>Whether a value is an object or an array as JSON text.</summary>
    public static bool IsContainer(object value)
    {
        if (value is not string { Length: > 1 } text || text[0] is not ('{' or '['))
        {
            return false;
        }

        using var json = new PooledJson(text, isChecked: false);
        return Utf8JsonExtensions.IsValidJson(json.Json.Span);
    }

    private static bool IsObject(object value) => IsContainer(value) && ((string)value)[0] == '{';

    /// <summary>Writes the metadata of the trace: its own object, and the objects and arrays of the request's metadata.</summary>
    public static void WriteOfTrace(in ViewedSpan span, AttributeField field)
    {
        var stated = field.ReadValue(span);
        if (stated is not null && !IsObject(stated))
        {
            // A text stays as it is.
            FieldWriters.Write(span, field, stated);
        }
        else
        {
            Write(span, field, stated, hasGiven: !span.IsJoined);
        }
    }

    /// <summary>Writes the objects and arrays of the request's metadata as metadata of the span: the metadata of a joined trace belongs to others.</summary>
    public static void WriteOfJoined(in ViewedSpan span, AttributeField field) => Write(span, field, stated: null, hasGiven: span.IsJoined);

    private static void Write(in ViewedSpan span, AttributeField field, object? stated, bool hasGiven)
    {
        var buffer = span.Buffer;
        var start = buffer.Length;
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(buffer);
        json.StartObject();
        var empty = buffer.Length;
        if (stated is not null)
        {
            WriteMembers(ref json, stated);
        }

        if (hasGiven)
        {
            var everySpan = new EverySpanCursor(span.Request);
            foreach (ref readonly var tag in span.Activity.EnumerateTagObjects())
            {
                everySpan.Pass(tag.Key);
                WriteGiven(ref json, tag);
            }

            while (everySpan.Next(span.Activity, out var missing))
            {
                WriteGiven(ref json, missing);
            }
        }

        if (buffer.Length == empty)
        {
            buffer.Truncate(start);
            return;
        }

        json.EndObject();
        OtlpAttribute.CloseText(buffer, open);
    }

    private static void WriteMembers(ref JsonOut json, object stated)
    {
        using var text = new PooledJson(stated);
        var members = text.Json.Span.Trim(" \r\n\t"u8)[1..^1].Trim(" \r\n\t"u8);
        if (!members.IsEmpty)
        {
            json.Raw(members);
        }
    }

    private static void WriteGiven(ref JsonOut json, in KeyValuePair<string, object?> tag)
    {
        if (tag.Key.StartsWith(Given, StringComparison.Ordinal) && tag.Value is { } value && IsContainer(value))
        {
            using var text = new PooledJson(value, isChecked: false);
            json.Name(tag.Key.AsSpan(Given.Length));
            json.Raw(text.Json.Span);
        }
    }
}
