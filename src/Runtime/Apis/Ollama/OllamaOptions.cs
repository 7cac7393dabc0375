namespace TracedLlm.Apis.Ollama;

/// <summary>The <c>options</c> of a request to Ollama.</summary>
[PayloadMap]
internal readonly partial struct OllamaOptions
{
    [PayloadField("temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }
    [PayloadField("top_p", Tag = GenAi.RequestTopP)] public double? TopP { get; init; }
    [PayloadField("top_k", Tag = GenAi.RequestTopK)] public double? TopK { get; init; }
    [PayloadField("num_predict", Tag = GenAi.RequestMaxTokens)] public long? MaxTokens { get; init; }
    [PayloadField("frequency_penalty", Tag = GenAi.RequestFrequencyPenalty)] public double? FrequencyPenalty { get; init; }
    [PayloadField("presence_penalty", Tag = GenAi.RequestPresencePenalty)] public double? PresencePenalty { get; init; }
    [PayloadField("seed", Tag = GenAi.RequestSeed)] public long? Seed { get; init; }
    [PayloadField("stop", Tag = GenAi.RequestStopSequences)] public string[]? Stop { get; init; }
}
