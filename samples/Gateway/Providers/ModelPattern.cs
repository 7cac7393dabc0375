using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>A model name with stars, as <c>openai/*</c>; each star stands for any text: https://docs.litellm.ai/docs/wildcard_routing.</summary>
internal sealed class ModelPattern(string pattern)
{
    public const char Star = '*';

    // The text is a caller's: the time that this engine takes grows with the length of the text only.
    private readonly Regex _regex = new(
        $"^{Regex.Escape(pattern).Replace(@"\*", "(.*)", StringComparison.Ordinal)}$", RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant);

    public static bool IsPattern(string name) => name.Contains(Star, StringComparison.Ordinal);

    /// <summary>The texts that the stars stand for in <paramref name="name"/>; <see langword="null"/> if the pattern does not fit.</summary>
    public string[]? Match(string name) => _regex.Match(name) is { Success: true } match ? [.. match.Groups.Values.Skip(1).Select(group => group.Value)] : null;

    /// <summary><paramref name="model"/> with <paramref name="texts"/> in place of its stars.</summary>
    public static string Fill(string model, IReadOnlyList<string> texts)
    {
        var parts = model.Split(Star);
        return string.Concat(parts.Select((part, index) => index == 0 ? part : texts[index - 1] + part));
    }
}
