using TracedLlm.Export.Otlp;
using TracedLlm.Export.Views.Facts;
using TracedLlm.Export.Views.Json;
using TracedLlm.Export.Views.Tables;
using TracedLlm.Json;

namespace TracedLlm.Export.Views.OpenInference;

/// <summary>Writes the attribute <c>metadata</c>: one JSON object of every attribute that OpenInference has no name for.</summary>
internal static class OpenInferenceMetadata
{
    /// <summary>Writes the members of the span's attributes, in their order, then the members that are fields.</summary>
    public static void Write(in ViewedSpan span, AttributeField field)
    {
        var buffer = span.Buffer;
        var start = buffer.Length;
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, field.Key);
        var json = new JsonOut(buffer);
        json.StartObject();
        var empty = buffer.Length;
        var everySpan = new EverySpanCursor(span.Request);
        foreach (ref readonly var tag in span.Activity.EnumerateTagObjects())
        {
            everySpan.Pass(tag.Key);
            WriteAttribute(ref json, tag.Key, tag.Value);
        }

        while (everySpan.Next(span.Activity, out var missing))
        {
            WriteAttribute(ref json, missing.Key, missing.Value);
        }

        OpenInferenceTable.Table.WriteMembers(ref json, span);
        if (buffer.Length == empty)
        {
            buffer.Truncate(start);
            return;
        }

        json.EndObject();
        OtlpAttribute.CloseText(buffer, open);
    }

    /// <summary>Writes the value of the first row that has one.</summary>
    public static void WriteValue(ref JsonOut json, in ViewedSpan span, MemberField field)
    {
        if (field.ReadValue(span) is { } value)
        {
            json.Name(field.Name);
            json.Value(value);
        }
    }

    /// <summary>Writes the value of the first row that has one; the text of a JSON object or array as that object or array.</summary>
    public static void WriteJson(ref JsonOut json, in ViewedSpan span, MemberField field)
    {
        if (field.ReadValue(span) is not { } value)
        {
            return;
        }

        json.Name(field.Name);
        WriteJson(ref json, value);
    }

    /// <summary>Writes the model of a span whose kind has no name for it.</summary>
    public static void WriteUnnamedModel(ref JsonOut json, in ViewedSpan span, MemberField field)
    {
        if (span.Kind is not (ApiKind.Generation or ApiKind.Agent or ApiKind.Embedding or ApiKind.Rerank))
        {
            WriteValue(ref json, span, field);
        }
    }

    // Phoenix filters by the members of objects, not by their text.
    private static void WriteJson(ref JsonOut json, object value)
    {
        using var text = new PooledJson(value is string and ['{' or '[', ..] ? value : null, isChecked: false);
        if (text.Json.IsContainer() && Utf8JsonExtensions.IsValidJson(text.Json.Span))
        {
            json.Raw(text.Json.Span);
        }
        else
        {
            json.Value(value);
        }
    }

    private static void WriteAttribute(ref JsonOut json, string name, object? value)
    {
        const string Given = "metadata.";
        if (value is null)
        {
            return;
        }

        if (OpenInferenceTable.Table.Find(name) is { } row)
        {
            if (row.Action == RowAction.Member && !row.LeavesOut(value))
            {
                json.Name(row.Target);
                json.Value(value);
            }

            return;
        }

        var family = AttributeFamilies.Classify(name, out var rest);
        if (family is AttributeFamily.LiteLlm or AttributeFamily.GenAi)
        {
            json.Name(rest.StartsWith(Given) ? rest[Given.Length..] : rest);
            WriteJson(ref json, value);
        }
    }
}
