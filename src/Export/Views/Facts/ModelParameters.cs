namespace TracedLlm.Export;

/// <summary>The parameters of a call as the JSON object that backends show.</summary>
internal static class ModelParameters
{
    private static readonly (SpanFact Fact, byte[] Name)[] Names =
    [
        (SpanFact.Temperature, "temperature"u8.ToArray()),
        (SpanFact.TopP, "top_p"u8.ToArray()),
        (SpanFact.TopK, "top_k"u8.ToArray()),
        (SpanFact.MaxTokens, "max_tokens"u8.ToArray()),
        (SpanFact.FrequencyPenalty, "frequency_penalty"u8.ToArray()),
        (SpanFact.PresencePenalty, "presence_penalty"u8.ToArray()),
        (SpanFact.Seed, "seed"u8.ToArray()),
        (SpanFact.StopSequences, "stop"u8.ToArray()),
        (SpanFact.ChoiceCount, "n"u8.ToArray()),
        (SpanFact.Stream, "stream"u8.ToArray()),
        (SpanFact.EncodingFormats, "encoding_formats"u8.ToArray()),
        (SpanFact.Dimensions, "dimensions"u8.ToArray()),
    ];

    /// <summary>Writes the object as an attribute; none if there are no parameters.</summary>
    public static void Write(in ViewedSpan span, OtlpKey key)
    {
        var buffer = span.Buffer;
        var start = buffer.Length;
        var open = OtlpAttribute.BeginText(buffer, OtlpAttribute.OfSpan, key);
        var json = new JsonOut(buffer);
        json.StartObject();
        var isEmpty = true;
        foreach (var (fact, name) in Names)
        {
            if (span[fact] is { } value)
            {
                isEmpty = false;
                json.Name(name);
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
