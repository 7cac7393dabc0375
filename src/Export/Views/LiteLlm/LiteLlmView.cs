using static TracedLlm.Export.LiteLlmTable;

namespace TracedLlm.Export;

/// <summary>LiteLLM's own names. What is wrong in them there is right here: a temperature of 0 is sent, and no provider is "None".</summary>
internal sealed class LiteLlmView() : VendorView(LiteLlmTable.Create())
{
    private static readonly OtlpKey CallId = new(LiteLlm.CallId);
    private static readonly OtlpKey InputTokens = new(GenAi.UsageInputTokens);
    private static readonly OtlpKey OutputTokens = new(GenAi.UsageOutputTokens);
    private static readonly OtlpKey OutputMessages = new(GenAi.OutputMessages);

    /// <inheritdoc/>
    public override string Name => "litellm";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.LiteLlm;

    /// <inheritdoc/>
    protected override void Metadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, "gen_ai."u8, name, value);

    /// <inheritdoc/>
    protected override void TraceMetadata(in ViewedSpan span, ReadOnlySpan<char> name, object value) =>
        AttributeText.Write(span.Buffer, "metadata."u8, name, value);

    /// <summary>Dashboards find the request by its name.</summary>
    protected override string NameOf(in ViewedSpan span) => span.Activity.DisplayName;

    /// <inheritdoc/>
    protected override void Finish(ref ViewedSpan span)
    {
        Write(span, LiteLlmTable.System, span[SpanFact.Provider]);
        Write(span, CallId, span[SpanFact.CallId]);
        WriteField(span, "name", TraceName, SpanFact.TraceName);
        WriteField(span, "tags", TraceTags, SpanFact.TraceTags);
        WriteField(span, "version", TraceVersion, SpanFact.TraceVersion);
        WriteField(span, "release", TraceRelease, SpanFact.TraceRelease);
        WriteField(span, "metadata", LiteLlmTable.TraceMetadata, SpanFact.TraceMetadata);
        if (span.Role == SpanRole.Guardrail)
        {
            Write(span, Kind, OpenInferenceKinds.Guardrail);
        }
        else if (span.Role == SpanRole.Request)
        {
            WriteCall(span);
        }
    }

    private static void WriteCall(in ViewedSpan span)
    {
        Write(span, IsStreaming, span[SpanFact.Stream] is true ? "True" : "False");
        Write(span, User, span[SpanFact.UserId]);
        Write(span, RequestId, span[SpanFact.CallId]);
        Write(span, InputTokens, span[SpanFact.InputTokens]);
        Write(span, OutputTokens, span[SpanFact.OutputTokens]);
        var tokens = SpentTokens.Of(span);
        if (tokens.State == UsageState.Reported)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, TotalTokens, tokens.Total);
        }

        Write(span, OutputMessages, span[SpanFact.OutputMessages]);
        LiteLlmFunctions.Write(span.Buffer, span[SpanFact.ToolDefinitions], span[SpanFact.OutputMessages]);
    }

    private static void WriteField(in ViewedSpan span, string field, OtlpKey key, SpanFact fact)
    {
        if (span[fact] is { } value && span.MaySet(field))
        {
            AttributeText.Write(span.Buffer, key, value);
        }
    }

    private static void Write(in ViewedSpan span, OtlpKey key, object? value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, key, value);
}
