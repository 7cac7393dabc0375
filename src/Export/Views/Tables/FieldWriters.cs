using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;

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
        var isEmpty = true;
        foreach (var row in field.Rows)
        {
            if (row is ParameterRow parameter && span[row.Slot] is { } value)
            {
                isEmpty = false;
                json.Name(parameter.Utf8Name);
                json.Value(value);
            }
        }

        json.EndObject();
        if (isEmpty)
        {
            buffer.Truncate(start);
        }
        else
        {
            OtlpAttribute.CloseText(buffer, open);
        }
    }
}
