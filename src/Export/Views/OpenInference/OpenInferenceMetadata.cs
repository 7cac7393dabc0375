namespace TracedLlm.Export;

/// <summary>Writes the attribute <c>metadata</c>: one JSON object of all that OpenInference has no name for.</summary>
internal static class OpenInferenceMetadata
{
    public static void Write(in ViewedSpan span, ViewTable table)
    {
        var buffer = span.Buffer;
        var start = buffer.Length;
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, OpenInferenceTable.Metadata);
        var json = new JsonOut(buffer);
        json.StartObject();
        var empty = buffer.Length;
        var everySpan = new EverySpanCursor(span.Request);
        foreach (ref readonly var tag in span.Activity.EnumerateTagObjects())
        {
            everySpan.Pass(tag.Key);
            Member(ref json, table, tag.Key, tag.Value);
        }

        while (everySpan.Next(span.Activity, out var missing))
        {
            Member(ref json, table, missing.Key, missing.Value);
        }

        Trace(ref json, span);
        Call(ref json, span);
        if (buffer.Length == empty)
        {
            buffer.Truncate(start);
            return;
        }

        json.EndObject();
        OtlpAttribute.CloseText(buffer, open);
    }

    private static void Member(ref JsonOut json, ViewTable table, string name, object? value)
    {
        const string Given = "metadata.";
        if (value is null)
        {
            return;
        }

        if (table.Find(name) is { } row)
        {
            if (row.Form == ViewForm.Member)
            {
                json.Name(row.Target);
                json.Value(value);
            }

            return;
        }

        var family = AttributeFamilies.Of(name, out var rest);
        if (family is AttributeFamily.LiteLlm or AttributeFamily.GenAi)
        {
            json.Name(rest.StartsWith(Given) ? rest[Given.Length..] : rest);
            json.Value(value);
        }
    }

    private static void Trace(ref JsonOut json, in ViewedSpan span)
    {
        Field(ref json, span, "name", "trace_name"u8, SpanFact.TraceName);
        Field(ref json, span, "version", "trace_version"u8, SpanFact.TraceVersion);
        Field(ref json, span, "release", "trace_release"u8, SpanFact.TraceRelease);
        if (span[SpanFact.TraceMetadata] is { } value && span.MaySet("metadata"))
        {
            using var metadata = new PooledJson(value);
            json.Name("trace_metadata"u8);
            if (metadata.Json.IsObject() && Utf8JsonValues.IsValidJson(metadata.Json.Span))
            {
                json.Raw(metadata.Json.Span);
            }
            else
            {
                json.Value(value);
            }
        }
    }

    /// <summary>What OpenInference's own names would make a billed call of.</summary>
    private static void Call(ref JsonOut json, in ViewedSpan span)
    {
        if (span.Role != SpanRole.Request && span[SpanFact.Provider] is { } provider)
        {
            json.Name("provider"u8);
            json.Value(provider);
        }

        var hasName = span.Kind.OpenInference is OpenInferenceKinds.Llm or OpenInferenceKinds.Agent or OpenInferenceKinds.Embedding or OpenInferenceKinds.Reranker;
        if (!hasName && (span[SpanFact.ResponseModel] ?? span[SpanFact.RequestModel]) is { } model)
        {
            json.Name("model"u8);
            json.Value(model);
        }
    }

    private static void Field(ref JsonOut json, in ViewedSpan span, string field, ReadOnlySpan<byte> name, SpanFact fact)
    {
        if (span[fact] is { } value && span.MaySet(field))
        {
            json.Name(name);
            json.Value(value);
        }
    }
}
