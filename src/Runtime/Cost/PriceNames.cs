using System.Collections.Frozen;
using System.Globalization;

namespace TracedLlm.Cost;

/// <summary>The names of prices in LiteLLM's price file: a name, a threshold of the input's tokens, a service tier.</summary>
internal static class PriceNames
{
    public const string Input = "input_cost_per_token";
    public const string Output = "output_cost_per_token";
    public const string CacheRead = "cache_read_input_token_cost";
    public const string CacheCreation = "cache_creation_input_token_cost";
    public const string OneHourCacheCreation = "cache_creation_input_token_cost_above_1hr";
    public const string Reasoning = "output_cost_per_reasoning_token";
    public const string AudioInput = "input_cost_per_audio_token";
    public const string AudioOutput = "output_cost_per_audio_token";
    public const string ImageInput = "input_cost_per_image_token";
    public const string ImageOutput = "output_cost_per_image_token";
    public const string SecondInput = "input_cost_per_second";
    public const string SecondOutput = "output_cost_per_second";
    public const string Query = "input_cost_per_query";
    public const string Request = "input_cost_per_request";
    public const string ImagesInput = "input_cost_per_image";
    public const string ImagesOutput = "output_cost_per_image";
    public const string Characters = "input_cost_per_character";
    public const string WebSearch = "search_context_cost_per_query.search_context_size_medium";
    public const string Fast = "provider_specific_entry.fast";

    private const string Above = "_above_";
    private const string Tokens = "_tokens";

    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.Ordinal,
        Input, Output, CacheRead, CacheCreation, OneHourCacheCreation, Reasoning, AudioInput, AudioOutput, ImageInput, ImageOutput,
        SecondInput, SecondOutput, Query, Request, ImagesInput, ImagesOutput, Characters, WebSearch, Fast);

    /// <summary>Whether costs are computed with prices of this name.</summary>
    public static bool IsKnown(string name)
    {
        var untiered = ServiceTiers.RemoveSuffix(name);
        return Known.Contains(untiered) || (FindThreshold(untiered) is { } threshold && Known.Contains(untiered[..^threshold.Text.Length]));
    }

    /// <summary>
    /// The threshold in a price's name, such as <c>_above_200k_tokens</c>, and the tokens that it stands for; <see langword="null"/> if the
    /// name has none.
    /// </summary>
    public static (string Text, double Tokens)? FindThreshold(string name)
    {
        var start = name.LastIndexOf(Above, StringComparison.Ordinal);
        if (start < 0 || !name.EndsWith(Tokens, StringComparison.Ordinal) || name.Length - Tokens.Length <= start + Above.Length)
        {
            return null;
        }

        var number = name.AsSpan((start + Above.Length)..^Tokens.Length);
        var factor = number.EndsWith("k", StringComparison.Ordinal) ? 1000 : 1;
        return double.TryParse(number.TrimEnd('k'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            ? (name[start..], count * factor)
            : null;
    }
}
