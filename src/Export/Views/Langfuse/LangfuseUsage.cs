namespace TracedLlm.Export;

/// <summary>Usage and cost as Langfuse has them: buckets that exclude each other, so that their sum is the total.</summary>
internal static class LangfuseUsage
{
    /// <summary>Writes the tokens, zeros where none were used; nothing where they are unknown.</summary>
    public static void Write(in ViewedSpan span, in SpentTokens tokens)
    {
        if (tokens.State == UsageState.Unknown)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, LangfuseTable.UsageDetails);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        if (tokens.HasInput)
        {
            json.Member("input"u8, tokens.Input - tokens.CacheRead - tokens.CacheCreation - tokens.AudioInput);
            Part(ref json, "input_cached_tokens"u8, tokens.CacheRead);
            Part(ref json, "input_cache_creation"u8, tokens.CacheCreation);
            Part(ref json, "input_audio_tokens"u8, tokens.AudioInput);
        }

        if (tokens.HasOutput)
        {
            json.Member("output"u8, tokens.Output - tokens.Reasoning - tokens.AudioOutput);
            Part(ref json, "output_reasoning_tokens"u8, tokens.Reasoning);
            Part(ref json, "output_audio_tokens"u8, tokens.AudioOutput);
        }

        json.Member("total"u8, tokens.Total);
        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    /// <summary>Writes the cost, if it is known, and says whether it is.</summary>
    public static bool WriteCost(in ViewedSpan span)
    {
        var (total, input, output) = (span.Amount(SpanFact.CostTotal), span.Amount(SpanFact.CostInput), span.Amount(SpanFact.CostOutput));
        if (total is null && input is null && output is null)
        {
            return false;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, LangfuseTable.CostDetails);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        if (input is not null)
        {
            json.Member("input"u8, input.Value);
        }

        if (output is not null)
        {
            json.Member("output"u8, output.Value);
        }

        json.Member("total"u8, total ?? ((input ?? 0) + (output ?? 0)));
        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
        return true;
    }

    private static void Part(ref JsonOut json, ReadOnlySpan<byte> name, long tokens)
    {
        if (tokens > 0)
        {
            json.Member(name, tokens);
        }
    }
}
