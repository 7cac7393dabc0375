using TracedLlm.Export.Views.Facts;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>Rows that several views share: each view gives its own names, the attributes stand here once.</summary>
internal static class RowGroups
{
    /// <summary>The fields of the trace.</summary>
    /// <param name="name">Where the trace's name goes.</param>
    /// <param name="tags">Where its tags go.</param>
    /// <param name="version">Where its version goes.</param>
    /// <param name="release">Where its release goes.</param>
    /// <param name="metadata">Where its metadata goes.</param>
    public static ViewRow[] Trace(ViewField[] name, ViewField tags, ViewField version, ViewField release, ViewField metadata) =>
    [
        ViewRow.OfTrace(LiteLlm.TraceName, "name", name),
        ViewRow.OfTrace(LiteLlm.TraceTags, "tags", tags),
        ViewRow.OfTrace(LiteLlm.TraceVersion, "version", version),
        ViewRow.OfTrace(LiteLlm.TraceRelease, "release", release),
        ViewRow.OfTrace(LiteLlm.TraceMetadata, "metadata", metadata),
        ViewRow.Dropped(LibraryAttributes.TraceJoined),
        ViewRow.Dropped(LibraryAttributes.TraceUpdateKeys),
    ];

    /// <summary>
    /// The parameters of the model, as members of a JSON object: the parameters of the request as they are, or for a span without them
    /// the attributes of the conventions.
    /// </summary>
    /// <param name="fields">The fields that write the object.</param>
    public static ViewRow[] Parameters(params ViewField[] fields) =>
    [
        ViewRow.Made(LibraryAttributes.RequestParameters, fields),
        new ParameterRow(GenAi.RequestTemperature, "temperature", fields),
        new ParameterRow(GenAi.RequestTopP, "top_p", fields),
        new ParameterRow(GenAi.RequestTopK, "top_k", fields),
        new ParameterRow(GenAi.RequestMaxTokens, "max_tokens", fields),
        new ParameterRow(GenAi.RequestFrequencyPenalty, "frequency_penalty", fields),
        new ParameterRow(GenAi.RequestPresencePenalty, "presence_penalty", fields),
        new ParameterRow(GenAi.RequestSeed, "seed", fields),
        new ParameterRow(GenAi.RequestStopSequences, "stop", fields),
        new ParameterRow(GenAi.RequestChoiceCount, "n", fields),
        new ParameterRow(GenAi.RequestStream, "stream", fields),
        new ParameterRow(GenAi.RequestEncodingFormats, "encoding_formats", fields),
        new ParameterRow(GenAi.EmbeddingsDimensionCount, "dimensions", fields),
        new ParameterRow(OpenAi.RequestServiceTier, "service_tier", fields),
        new ParameterRow(LibraryAttributes.RequestServiceTier, "service_tier", fields),
        new ParameterRow(LibraryAttributes.RequestPromptCacheKey, "prompt_cache_key", fields),
        new ParameterRow(LibraryAttributes.RequestPromptCacheRetention, "prompt_cache_retention", fields),
    ];

    /// <summary>The parameters that the answer states: a backend prices the call by them, whatever the request asked for.</summary>
    /// <param name="field">The field that writes the object.</param>
    public static ViewRow[] AnsweredParameters(ViewField field) =>
    [
        new AnsweredParameterRow(OpenAi.ResponseServiceTier, "service_tier", field),
        new AnsweredParameterRow(LibraryAttributes.ResponseServiceTier, "service_tier", field),
        new AnsweredParameterRow(LibraryAttributes.ResponseSpeed, "speed", field),
    ];

    /// <summary>The usage: the backend's name of each bucket and the fields that write it.</summary>
    public static ViewRow[] Usage(Func<TokenBucket, (string Name, ViewField[] Fields)> target)
    {
        return
        [
            Row(GenAi.UsageInputTokens, TokenBucket.Input),
            Row(GenAi.UsageCacheReadInputTokens, TokenBucket.CacheRead),
            Row(GenAi.UsageCacheCreationInputTokens, TokenBucket.CacheCreation),
            Row(LiteLlm.UsageAudioInputTokens, TokenBucket.AudioInput),
            Row(GenAi.UsageOutputTokens, TokenBucket.Output),
            Row(GenAi.UsageReasoningOutputTokens, TokenBucket.Reasoning),
            Row(LiteLlm.UsageAudioOutputTokens, TokenBucket.AudioOutput),
        ];

        UsageRow Row(string canonical, TokenBucket bucket)
        {
            var (name, fields) = target(bucket);
            return new(canonical, bucket, name, fields);
        }
    }

    /// <summary>The cost: the backend's name of each part and the field that writes it.</summary>
    public static ViewRow[] Cost(
        (string Name, ViewField Field) input,
        (string Name, ViewField Field) cacheRead,
        (string Name, ViewField Field) cacheCreation,
        (string Name, ViewField Field) output,
        (string Name, ViewField Field) total) =>
    [
        new CostRow(LiteLlm.CostInput, CostPart.Input, input.Name, input.Field),
        new CostRow(LiteLlm.CostCacheRead, CostPart.CacheRead, cacheRead.Name, cacheRead.Field),
        new CostRow(LiteLlm.CostCacheCreation, CostPart.CacheCreation, cacheCreation.Name, cacheCreation.Field),
        new CostRow(LiteLlm.CostOutput, CostPart.Output, output.Name, output.Field),
        new CostRow(LiteLlm.CostTotal, CostPart.Total, total.Name, total.Field),
    ];

    /// <summary>The captured content.</summary>
    /// <param name="input">The fields that the input goes to.</param>
    /// <param name="output">The fields that the output goes to.</param>
    /// <param name="further">Further fields of a kind of content.</param>
    public static ViewRow[] Content(ViewField[] input, ViewField[] output, Func<ContentKind, ViewField[]>? further = null)
    {
        return
        [
            Row(GenAi.InputMessages, ContentKind.Messages, input),
            Row(GenAi.SystemInstructions, ContentKind.Instructions, input),
            Row(GenAi.ToolDefinitions, ContentKind.Tools, input),
            Row(GenAi.RetrievalQueryText, ContentKind.Query, input),
            Row(LibraryAttributes.RerankDocuments, ContentKind.RankedDocuments, input),
            Row(GenAi.OutputMessages, ContentKind.Answer, output),
            Row(GenAi.RetrievalDocuments, ContentKind.Documents, output),
            Row(LibraryAttributes.GuardrailResponse, ContentKind.GuardrailResponse, output),
        ];

        ContentRow Row(string canonical, ContentKind kind, ViewField[] fields) => new(canonical, kind, [.. fields, .. further?.Invoke(kind) ?? []]);
    }

    /// <summary>The bodies of a provider's request and response.</summary>
    /// <param name="request">The fields that the request goes to.</param>
    /// <param name="response">The fields that the response goes to.</param>
    public static ViewRow[] RawBodies(ViewField[] request, ViewField[] response) =>
    [
        new ContentRow(LibraryAttributes.RawRequest, ContentKind.RawRequest, request),
        new ContentRow(LibraryAttributes.RawResponse, ContentKind.RawResponse, response),
    ];

    /// <summary>Who called, by the names of LiteLLM's metadata.</summary>
    /// <param name="row">Makes the row of an attribute and its name.</param>
    public static ViewRow[] Caller(Func<string, string, ViewRow> row) =>
    [
        row(LiteLlm.ApiKeyHash, "user_api_key_hash"),
        row(LiteLlm.ApiKeyAlias, "user_api_key_alias"),
        row(LiteLlm.ApiKeyUserId, "user_api_key_user_id"),
        row(LiteLlm.TeamId, "user_api_key_team_id"),
        row(LiteLlm.TeamAlias, "user_api_key_team_alias"),
        row(LiteLlm.OrganizationId, "user_api_key_org_id"),
    ];

    /// <summary>A guardrail, by the names of LiteLLM's metadata.</summary>
    /// <param name="row">Makes the row of an attribute and its name.</param>
    public static ViewRow[] Guardrail(Func<string, string, ViewRow> row) =>
    [
        row(LibraryAttributes.GuardrailName, "guardrail_name"),
        row(LibraryAttributes.GuardrailMode, "guardrail_mode"),
        row(LibraryAttributes.GuardrailStatus, "guardrail_status"),
        row(LibraryAttributes.GuardrailAction, "guardrail_action"),
    ];
}
