using System.Collections.Immutable;
using System.Text.RegularExpressions;
using TracedLlm.Facts;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Finds the APIs that a pattern may mean.</summary>
internal static class ApiCandidates
{
    private const int ShortestWord = 4;

    // The most common APIs of gateways, and the API that accepts any request.
    private static readonly ImmutableArray<LlmApi> Usual = [LlmApi.ChatCompletions, LlmApi.Messages, LlmApi.Responses, LlmApi.PassThrough];

    private static readonly Regex Words = new("[a-z]+", RegexOptions.Compiled);

    /// <summary>The APIs whose patterns or names share a word with <paramref name="template"/>. Without a match, the most common APIs.</summary>
    public static IReadOnlyList<LlmApi> Find(string template)
    {
        var words = WordsOf(template).ToList();
        bool IsNear(string known) => words.Any(word => Shares(word, known));
        var near = LlmApiTable.Rows
            .Where(row => IsNear(row.Api.ToString().ToLowerInvariant()) || WordsOf(row.Pattern.Text).Any(IsNear))
            .OrderByDescending(row => IsNear(row.Api.ToString().ToLowerInvariant()))
            .Select(static row => row.Api)
            .Distinct()
            .ToList();
        return near.Count == 0 ? Usual : near;
    }

    private static IEnumerable<string> WordsOf(string template) =>
        Words.Matches(Regex.Replace(template, @"\{[^}]*\}", "").ToLowerInvariant()).Cast<Match>().Select(static match => match.Value);

    // Singular and plural, chat and chats.
    private static bool Shares(string word, string known) =>
        word.Length >= ShortestWord && known.Length >= ShortestWord
        && (word.StartsWith(known, StringComparison.Ordinal) || known.StartsWith(word, StringComparison.Ordinal));
}
