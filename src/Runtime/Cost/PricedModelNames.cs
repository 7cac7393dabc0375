using System.Text.RegularExpressions;

namespace TracedLlm.Cost;

/// <summary>The names under which a price file may have a model, the most exact one first.</summary>
internal static partial class PricedModelNames
{
    /// <summary>The names of <paramref name="model"/> without a provider.</summary>
    public static IEnumerable<string> Enumerate(string model)
    {
        yield return model;

        // Gemini's and Vertex AI's own names: models/gemini-2.5-pro, projects/…/publishers/google/models/gemini-2.5-pro.
        var last = RemovePath(model);
        if (last.Length < model.Length)
        {
            yield return model[(model.IndexOf('/', StringComparison.Ordinal) + 1)..];
            yield return last;
        }

        // Bedrock's inference profiles: us.anthropic.claude-sonnet-4-5-20250929-v1:0.
        if (InferenceProfile().Match(last) is { Success: true } profile)
        {
            yield return last[profile.Length..];
        }

        // OpenAI's fine-tuned models: ft:gpt-4o-mini-2024-07-18:org:name:id.
        if (FineTuned().Match(last) is { Success: true } tuned)
        {
            yield return tuned.Groups[1].Value;
        }

        // A dated version costs what the undated one does, unless it has an entry of its own.
        if (Date().Match(last) is { Success: true } date)
        {
            yield return last[..date.Index];
        }
    }

    /// <summary>The name without what is before its last slash.</summary>
    public static string RemovePath(string model) => model[(model.LastIndexOf('/') + 1)..];

    /// <summary>Whether the entry is one of a model for images of one size.</summary>
    public static bool HasSize(string model) => Size().IsMatch(model);

    [GeneratedRegex(@"(^|/)\d+-x-\d+/", RegexOptions.CultureInvariant)]
    private static partial Regex Size();

    [GeneratedRegex(@"^(us-gov|us|eu|apac|au|ca|jp|global)\.", RegexOptions.CultureInvariant)]
    private static partial Regex InferenceProfile();

    [GeneratedRegex("^(ft:[^:]+):[^:]*:[^:]*:[^:]*$", RegexOptions.CultureInvariant)]
    private static partial Regex FineTuned();

    [GeneratedRegex(@"[-@](20\d{2}-\d{2}-\d{2}|20\d{6})$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
