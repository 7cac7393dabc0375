namespace TracedLlm.Payloads.Tests.Maps;

/// <summary>A response: paths through arrays, merged objects, values that cannot be null.</summary>
[PayloadMap]
internal sealed partial record ResponseMap
{
    [PayloadField("id", Tag = "gen_ai.response.id")]
    public required string Id { get; init; }

    [PayloadField("choices[].finish_reason", Tag = "gen_ai.response.finish_reasons")]
    public string[]? FinishReasons { get; init; }

    [PayloadField("choices[].index")]
    public int? LastIndex { get; init; }

    [PayloadField("choices[].message.content[].type")]
    public IReadOnlyList<string>? ContentTypes { get; init; }

    [PayloadField("choices[].message.refusal")]
    public Utf8Json? Refusal { get; init; }

    [PayloadField("usage.prompt_tokens", Tag = "gen_ai.usage.input_tokens")]
    public long PromptTokens { get; init; }

    [PayloadField("usage.completion_tokens")]
    public int CompletionTokens { get; init; }

    [PayloadField("usage.prompt_tokens_details.cached_tokens")]
    public long? CachedTokens { get; init; }

    [PayloadField("usage.cost")]
    public double Cost { get; init; }

    [PayloadField("scores[][]")]
    public double? LastScore { get; init; }

    [PayloadField("done")]
    public bool Done { get; init; }

    [PayloadField("names[]")]
    public IReadOnlyList<string> Names { get; init; } = [];
}
