using System.Text.RegularExpressions;

namespace TracedLlm.Testing.Backends;

/// <summary>
/// The kinds of tokens that Langfuse 4.16.0 has prices for, by model (<c>worker/src/constants/default-model-prices.json</c>), for one model of each
/// form. Tokens of another kind cost nothing there.
/// </summary>
internal static partial class LangfusePriceTable
{
    private static readonly string[] Text = ["input", "output", "input_cached_tokens"];
    private static readonly string[] Reasoning = [.. Text, "output_reasoning_tokens"];
    private static readonly string[] Claude = [.. Text, "input_cache_creation", "input_cache_creation_5m", "input_cache_creation_1h"];
    private static readonly string[] Audio = ["input_text_tokens", "output_text_tokens", "input_audio_tokens", "output_audio_tokens"];

    private static readonly (Regex Model, string[] Kinds)[] Models =
    [
        (Gpt4o(), Text),
        (Reasoners(), Reasoning),
        (SmallGpt54(), Text),
        (Claudes(), Claude),
        (GeminiPro(), Reasoning),
        (GeminiFlash(), [.. Reasoning, "input_audio_tokens"]),
        (AudioPreview(), Audio),
        (Realtime(), [.. Audio, "input_cached_text_tokens", "input_cached_audio_tokens"]),
        (Live(), ["input_text", "output_text", "input_audio", "output_audio", "input_image"]),
    ];

    /// <summary>The tokens that have no price; <see langword="null"/> if the table does not have the model.</summary>
    public static long? Unpriced(string? model, IReadOnlyDictionary<string, long> usage)
    {
        foreach (var (pattern, kinds) in Models)
        {
            if (model is not null && pattern.IsMatch(model))
            {
                return usage.Where(one => one.Key != "total" && !kinds.Contains(one.Key)).Sum(one => one.Value);
            }
        }

        return null;
    }

    [GeneratedRegex("(?i)^(openai/)?(gpt-4o|gpt-4o-mini|gpt-4o-mini-2024-07-18)$")]
    private static partial Regex Gpt4o();

    [GeneratedRegex("(?i)^(openai/)?(o1|o3|o4-mini|gpt-5|gpt-5-mini|gpt-5.4)$")]
    private static partial Regex Reasoners();

    [GeneratedRegex("(?i)^(openai/)?(gpt-5.4-mini|gpt-5.4-nano)$")]
    private static partial Regex SmallGpt54();

    [GeneratedRegex("(?i)^(anthropic/)?(claude-sonnet-4-5-20250929|claude-opus-4-8)$")]
    private static partial Regex Claudes();

    [GeneratedRegex("(?i)^(google(ai)?/)?(gemini-2.5-pro)$")]
    private static partial Regex GeminiPro();

    [GeneratedRegex("(?i)^(google(ai)?/)?(gemini-2.5-flash|gemini-2.5-flash-lite)$")]
    private static partial Regex GeminiFlash();

    [GeneratedRegex("(?i)^(openai/)?(gpt-4o-audio-preview)$")]
    private static partial Regex AudioPreview();

    [GeneratedRegex("(?i)^(openai/)?(gpt-4o-realtime-preview)$")]
    private static partial Regex Realtime();

    [GeneratedRegex("(?i)^(google/)?(gemini-live-2.5-flash-native-audio)$")]
    private static partial Regex Live();
}
