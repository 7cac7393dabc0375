using TracedLlm.Json;

namespace TracedLlm.Apis.GenerateContent;

/// <summary>
/// The usage of a Gemini response. Its prompt count includes cached tokens, and excludes the tokens of tools' prompts. Its
/// candidates count excludes the thoughts.
/// </summary>
[PayloadMap]
internal readonly partial struct GenerateContentUsage
{
    [PayloadField("promptTokenCount")] public long? Prompt { get; init; }
    [PayloadField("toolUsePromptTokenCount")] public long? ToolPrompt { get; init; }
    [PayloadField("candidatesTokenCount")] public long? Candidates { get; init; }
    [PayloadField("thoughtsTokenCount")] public long? Thoughts { get; init; }
    [PayloadField("cachedContentTokenCount")] public long? Cached { get; init; }
    [PayloadField("promptTokensDetails")] public Utf8Json PromptDetails { get; init; }
    [PayloadField("cacheTokensDetails")] public Utf8Json CachedDetails { get; init; }
    [PayloadField("candidatesTokensDetails")] public Utf8Json CandidatesDetails { get; init; }

    /// <summary>The counts. A negative count is absent.</summary>
    public TokenUsage ToUsage() => new()
    {
        Input = Sum(Known(Prompt), Known(ToolPrompt)),
        Output = Sum(Known(Candidates), Known(Thoughts)),
        CacheRead = Known(Cached),
        Reasoning = Known(Thoughts),
        AudioInput = Find(PromptDetails, "AUDIO"u8),
        CachedAudio = Find(CachedDetails, "AUDIO"u8),
        AudioOutput = Find(CandidatesDetails, "AUDIO"u8),
        ImageInput = Find(PromptDetails, "IMAGE"u8),
        ImageOutput = Find(CandidatesDetails, "IMAGE"u8),
    };

    private static long? Find(Utf8Json details, ReadOnlySpan<byte> modality)
    {
        foreach (var detail in details.Elements())
        {
            var count = ModalityTokenCount.Read(detail.Memory);
            if (count.Modality.Is(modality))
            {
                return Known(count.TokenCount);
            }
        }

        return null;
    }

    private static long? Known(long? count) => count >= 0 ? count : null;

    private static long? Sum(long? one, long? other) =>
        one is null ? other : other is null ? one : one > long.MaxValue - other ? long.MaxValue : one + other;
}
