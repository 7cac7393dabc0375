using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.Tables;

/// <summary>The functions of fields that several views share.</summary>
internal static class FieldWriters
{
    /// <summary>Writes the value of the first row that has one, as it is.</summary>
    public static void WriteValue(in ViewedSpan span, AttributeField field) => Write(span, field, field.ReadValue(span));

    /// <summary>Writes the value of the first row that has one, as text.</summary>
    public static void WriteText(in ViewedSpan span, AttributeField field) => WriteText(span, field, field.ReadValue(span));

    /// <summary>Writes a value as it is; nothing for <see langword="null"/>.</summary>
    public static void Write(in ViewedSpan span, AttributeField field, object? value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, value);

    /// <summary>Writes a value as text; nothing for <see langword="null"/>.</summary>
    public static void WriteText(in ViewedSpan span, AttributeField field, object? value)
    {
        if (value is not null)
        {
            AttributeText.Write(span.Buffer, field.Key, value);
        }
    }

    /// <summary>Writes the sum of input and output tokens; nothing where they are not known.</summary>
    public static void WriteTotalTokens(in ViewedSpan span, AttributeField field)
    {
        if (span.Tokens.Total is { } total)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, field.Key, total);
        }
    }

    /// <summary>Writes the parameters of the model as one JSON object; nothing if there are none.</summary>
    public static void WriteParameters(in ViewedSpan span, AttributeField field)
    {
        var buffer = span.Buffer;
        var start = buffer.Length;
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(buffer);
        json.StartObject();
        var empty = buffer.Length;
        using var parameters = new PooledJson(span[SpanFact.Parameters]);
        if (parameters.Json.IsObject())
        {
            CopyParameters(ref json, span, field, parameters.Json);
        }

        WriteRows(ref json, span, field, areAnswered: true);
        if (!parameters.Json.IsObject())
        {
            WriteRows(ref json, span, field, areAnswered: false);
        }

        if (buffer.Length == empty)
        {
            buffer.Truncate(start);
            return;
        }

        json.EndObject();
        OtlpAttribute.CloseText(buffer, open);
    }

    /// <summary>Writes the request's own parameters, without those that the answer states.</summary>
    private static void CopyParameters(ref JsonOut json, in ViewedSpan span, AttributeField field, Utf8Json parameters)
    {
        var cursor = new Utf8JsonCursor(parameters.Memory);
        cursor.EnterObject();
        while (cursor.NextProperty())
        {
            if (cursor.ReadRaw() is { } value && !IsAnswered(span, field, cursor.Name))
            {
                json.Name(cursor.Name);
                json.Raw(value.Span);
            }
        }
    }

    private static void WriteRows(ref JsonOut json, in ViewedSpan span, AttributeField field, bool areAnswered)
    {
        foreach (var row in field.Rows)
        {
            if (row is ParameterRow parameter
                && row is AnsweredParameterRow == areAnswered
                && parameter.FindValue(span) is { } value
                && (areAnswered || !IsAnswered(span, field, parameter.Utf8Name)))
            {
                json.Name(parameter.Utf8Name);
                json.Value(value);
            }
        }
    }

    private static bool IsAnswered(in ViewedSpan span, AttributeField field, ReadOnlySpan<byte> name)
    {
        foreach (var row in field.Rows)
        {
            if (row is AnsweredParameterRow answered && span[row.Slot] is not null && name.SequenceEqual(answered.Utf8Name))
            {
                return true;
            }
        }

        return false;
    }
}
