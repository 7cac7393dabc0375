namespace TracedLlm.Export;

/// <summary>Usage and cost as LangSmith has them: one object, whose counts contain their details.</summary>
internal static class LangSmithUsage
{
    /// <summary>Writes the tokens, zeros where none were used, and the cost; nothing where neither is known.</summary>
    public static void Write(in ViewedSpan span, in SpentTokens tokens)
    {
        var (total, input, output) = (span.Amount(SpanFact.CostTotal), span.Amount(SpanFact.CostInput), span.Amount(SpanFact.CostOutput));
        if (tokens.State == UsageState.Unknown && total is null && input is null && output is null)
        {
            return;
        }

        var open = OtlpAttribute.BeginText(span.Buffer, OtlpAttribute.OfSpan, LangSmithTable.Usage);
        var json = new JsonOut(span.Buffer);
        json.StartObject();
        if (tokens.HasInput)
        {
            json.Member("input_tokens"u8, tokens.Input);
        }

        if (tokens.HasOutput)
        {
            json.Member("output_tokens"u8, tokens.Output);
        }

        if (tokens.State != UsageState.Unknown)
        {
            json.Member("total_tokens"u8, tokens.Total);
        }

        Details(ref json, "input_token_details"u8, ("cache_read", tokens.CacheRead), ("cache_creation", tokens.CacheCreation), ("audio", tokens.AudioInput));
        Details(ref json, "output_token_details"u8, ("reasoning", tokens.Reasoning), ("audio", tokens.AudioOutput), default);
        Cost(ref json, "input_cost"u8, input);
        Cost(ref json, "output_cost"u8, output);
        Cost(ref json, "total_cost"u8, total);
        json.EndObject();
        OtlpAttribute.CloseText(span.Buffer, open);
    }

    private static void Details(ref JsonOut json, ReadOnlySpan<byte> name, params ReadOnlySpan<(string Name, long Tokens)> details)
    {
        var isOpen = false;
        foreach (var (detail, tokens) in details)
        {
            if (tokens <= 0)
            {
                continue;
            }

            if (!isOpen)
            {
                isOpen = true;
                json.Name(name);
                json.StartObject();
            }

            json.Name(detail);
            json.Number(tokens);
        }

        if (isOpen)
        {
            json.EndObject();
        }
    }

    private static void Cost(ref JsonOut json, ReadOnlySpan<byte> name, double? amount)
    {
        if (amount is not null)
        {
            json.Member(name, amount.Value);
        }
    }
}
