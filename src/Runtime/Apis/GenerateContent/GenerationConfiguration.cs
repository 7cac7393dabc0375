using TracedLlm.Facts;

namespace TracedLlm.Apis.GenerateContent;

/// <summary>The parameters of a Gemini request.</summary>
[PayloadMap]
internal readonly partial struct GenerationConfiguration
{
    [PayloadField("temperature", Tag = GenAi.RequestTemperature)] public double? Temperature { get; init; }

    [PayloadField("topP", Tag = GenAi.RequestTopP)]
    [PayloadField("top_p", Tag = GenAi.RequestTopP)]
    public double? TopP { get; init; }

    [PayloadField("topK", Tag = GenAi.RequestTopK)]
    [PayloadField("top_k", Tag = GenAi.RequestTopK)]
    public double? TopK { get; init; }

    [PayloadField("maxOutputTokens", Tag = GenAi.RequestMaxTokens)]
    [PayloadField("max_output_tokens", Tag = GenAi.RequestMaxTokens)]
    public long? MaxTokens { get; init; }

    [PayloadField("frequencyPenalty", Tag = GenAi.RequestFrequencyPenalty)] public double? FrequencyPenalty { get; init; }
    [PayloadField("presencePenalty", Tag = GenAi.RequestPresencePenalty)] public double? PresencePenalty { get; init; }
    [PayloadField("seed", Tag = GenAi.RequestSeed)] public long? Seed { get; init; }

    [PayloadField("stopSequences", Tag = GenAi.RequestStopSequences)]
    [PayloadField("stop_sequences", Tag = GenAi.RequestStopSequences)]
    public string[]? StopSequences { get; init; }

    [PayloadField("candidateCount")]
    [PayloadField("candidate_count")]
    public long? Choices { get; init; }

    [PayloadField("responseMimeType")]
    [PayloadField("response_mime_type")]
    public string? MimeType { get; init; }

    [PayloadField("responseModalities")]
    [PayloadField("response_modalities")]
    public string[]? Modalities { get; init; }

    /// <summary>The <c>gen_ai.output.type</c> that the request asks for.</summary>
    public string? OutputType =>
        Modalities?.Contains("AUDIO", StringComparer.OrdinalIgnoreCase) == true ? OutputTypes.Speech
        : Modalities?.Contains("IMAGE", StringComparer.OrdinalIgnoreCase) == true ? OutputTypes.Image
        : MimeType switch
        {
            "application/json" => OutputTypes.Json,
            "text/plain" => OutputTypes.Text,
            _ => null,
        };
}
