using static TracedLlm.Export.OpenInferenceTable;

namespace TracedLlm.Export;

/// <summary>OpenInference's attributes, which Phoenix and Arize read.</summary>
internal sealed class OpenInferenceView() : VendorView(OpenInferenceTable.Create())
{
    /// <inheritdoc/>
    public override string Name => "openinference";

    /// <inheritdoc/>
    protected override AttributeFamily Family => AttributeFamily.OpenInference;

    /// <inheritdoc/>
    protected override void Metadata(in ViewedSpan span, ReadOnlySpan<char> name, object value)
    {
        // It is one JSON object, which is written when all of it is known.
    }

    /// <inheritdoc/>
    protected override void Finish(ref ViewedSpan span)
    {
        Write(span, Kind, span.Kind.OpenInference);
        if (span.MaySet("tags"))
        {
            Write(span, Tags, span[SpanFact.TraceTags]);
        }

        OpenInferenceMetadata.Write(span, Table);
        var content = SpanContent.Of(span);
        WriteValues(span, content);
        if (span.Role == SpanRole.Request)
        {
            WriteCall(span, content);
        }
    }

    private static void WriteValues(in ViewedSpan span, in SpanContent content)
    {
        if (content.HasInput)
        {
            var isJson = ContentText.Input(span.Buffer, InputValue, content, asObject: true);
            Write(span, InputMimeType, isJson ? "application/json" : "text/plain");
        }
        else if (span[SpanFact.RawRequest] is string request)
        {
            Write(span, InputValue, request);
            Write(span, InputMimeType, MimeTypeOf(request));
        }

        if (content.HasOutput)
        {
            var isJson = ContentText.Output(span.Buffer, OutputValue, content, asObject: false);
            Write(span, OutputMimeType, isJson ? "application/json" : "text/plain");
        }
        else if ((span[SpanFact.RawResponse] ?? span[SpanFact.GuardrailResponse]) is string response)
        {
            Write(span, OutputValue, response);
            Write(span, OutputMimeType, MimeTypeOf(response));
        }
    }

    private static void WriteCall(in ViewedSpan span, in SpanContent content)
    {
        var kind = span.Kind.OpenInference;
        if (!span.Kind.IsBilled)
        {
            return;
        }

        var model = span[SpanFact.ResponseModel] ?? span[SpanFact.RequestModel];
        switch (kind)
        {
            case OpenInferenceKinds.Embedding:
                Write(span, EmbeddingModelName, model);
                break;
            case OpenInferenceKinds.Reranker:
                Write(span, RerankerModelName, model);
                Write(span, RerankerQuery, span[SpanFact.QueryText]);
                break;
            case OpenInferenceKinds.Llm or OpenInferenceKinds.Agent:
                Write(span, ModelName, model);
                break;
        }

        if (span.Text(SpanFact.Provider) is { } provider)
        {
            var (vendor, system) = OpenInferenceProviders.Of(provider);
            Write(span, Provider, vendor);
            Write(span, OpenInferenceTable.System, system);
        }

        ModelParameters.Write(span, InvocationParameters);
        if (span[SpanFact.FinishReasons] is string[] and [var reason, ..])
        {
            Write(span, FinishReason, reason);
        }

        Write(span, PromptId, span[SpanFact.PromptName]);
        if (span[SpanFact.PromptVersion] is { } version)
        {
            AttributeText.Write(span.Buffer, PromptVersion, version);
        }

        WriteTokens(span, SpentTokens.Of(span));
        WriteAmount(span, CostPrompt, SpanFact.CostInput);
        WriteAmount(span, CostCompletion, SpanFact.CostOutput);
        WriteAmount(span, CostTotal, SpanFact.CostTotal);
        OpenInferenceMessages.Write(span.Buffer, kind, content);
    }

    private static void WriteTokens(in ViewedSpan span, in SpentTokens tokens)
    {
        if (tokens.HasInput)
        {
            Count(span, PromptTokens, tokens.Input);
            Part(span, CacheReadTokens, tokens.CacheRead);
            Part(span, CacheWriteTokens, tokens.CacheCreation);
            Part(span, AudioInputTokens, tokens.AudioInput);
        }

        if (tokens.HasOutput)
        {
            Count(span, CompletionTokens, tokens.Output);
            Part(span, ReasoningTokens, tokens.Reasoning);
            Part(span, AudioOutputTokens, tokens.AudioOutput);
        }

        if (tokens.State != UsageState.Unknown)
        {
            Count(span, TotalTokens, tokens.Total);
        }
    }

    private static void Part(in ViewedSpan span, OtlpKey key, long tokens)
    {
        if (tokens > 0)
        {
            Count(span, key, tokens);
        }
    }

    private static void Count(in ViewedSpan span, OtlpKey key, long tokens) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, key, tokens);

    private static void WriteAmount(in ViewedSpan span, OtlpKey key, SpanFact fact)
    {
        if (span.Amount(fact) is { } amount)
        {
            OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, key, amount);
        }
    }

    private static string MimeTypeOf(string text) => text is [var first, ..] && first is '{' or '[' ? "application/json" : "text/plain";

    private static void Write(in ViewedSpan span, OtlpKey key, object? value) =>
        OtlpAttribute.Write(span.Buffer, OtlpAttribute.OfSpan, key, value);
}
