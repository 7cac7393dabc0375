namespace TracedLlm.Export.Views.Langfuse;

/// <summary>
/// The buckets that Langfuse prices separately, by the model. A bucket without a price counts as free, so that a part of the usage is a
/// bucket of its own only for the models listed here. From Langfuse 4.16.0, <c>worker/src/constants/default-model-prices.json</c>.
/// </summary>
internal static class LangfusePrices
{
    private static readonly string[] WithReasoning = ["o1", "o3", "o4-mini", "gpt-5", "gemini-2.5-", "gemini-3"];

    // Models whose names begin as those above, and whose reasoning has no price of its own.
    private static readonly string[] WithoutReasoning = ["gpt-5.4-mini", "gpt-5.4-nano"];

    // Models of text that also take audio.
    private static readonly string[] WithAudioInput = ["gemini-2.5-flash", "gemini-3.1-flash-lite"];

    // Words in the names of models whose prices are those of audio.
    private static readonly string[] AudioWords = ["audio", "realtime", "transcribe", "tts"];

    private static readonly string[] LiveWords = ["-live-", "native-audio"];

    /// <summary>Whether reasoning is a bucket of its own.</summary>
    public static bool HasReasoning(string? model) => StartsWithAny(model, WithReasoning) && !StartsWithAny(model, WithoutReasoning);

    /// <summary>Whether audio in the input of a model of text is a bucket of its own.</summary>
    public static bool HasAudioInput(string? model) => StartsWithAny(model, WithAudioInput);

    /// <summary>The names of the buckets.</summary>
    public static LangfuseTokenNames FindNames(string? model) =>
        ContainsAny(model, LiveWords) ? LangfuseTokenNames.Live
        : ContainsAny(model, AudioWords) && !StartsWithAny(model, WithAudioInput) ? LangfuseTokenNames.Audio
        : LangfuseTokenNames.Text;

    private static bool StartsWithAny(string? model, string[] starts)
    {
        // Names may have their provider in front, as in google/gemini-2.5-pro.
        var name = model.AsSpan();
        name = name[(name.LastIndexOf('/') + 1)..];
        foreach (var start in starts)
        {
            if (name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool ContainsAny(string? model, string[] words)
    {
        foreach (var word in words)
        {
            if (model.AsSpan().Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
