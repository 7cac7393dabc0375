using System.Text;

namespace TracedLlm.Testing.Hosting;

/// <summary>Secrets that the harness sends with every request and looks for in every byte that is exported.</summary>
public static class Canaries
{
    /// <summary>The caller's key, sent in <see cref="Headers"/>.</summary>
    public const string Key = "sk-canary-4f1c2b7e9d3a5068";

    /// <summary>What the caller asks, in <see cref="Body"/>; allowed only where content is captured.</summary>
    public const string Prompt = "canary-prompt-7d1e3b90";

    /// <summary>A request's JSON.</summary>
    public const string Body = $$"""{"messages":[{"role":"user","content":"{{Prompt}}"}]}""";

    /// <summary>Headers of callers and what they hold.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } =
        [("Authorization", $"Bearer {Key}"), ("x-api-key", Key), ("api-key", Key)];

    /// <summary>A request's JSON with the canary of content besides what it says; as it is if it has messages already, or is no whole object.</summary>
    /// <param name="json">The JSON.</param>
    public static string WithPrompt(string json) =>
        json.StartsWith('{') && json.EndsWith('}') && !json.Contains("\"messages\"", StringComparison.Ordinal)
            ? Body[..^1] + (json.AsSpan(1).TrimStart() is ['}', ..] ? "" : ",") + json[1..]
            : json;

    /// <summary>The canaries that occur in the bytes, by ordinal comparison as UTF-8.</summary>
    /// <param name="bytes">What was exported.</param>
    /// <param name="content">Whether content is captured.</param>
    /// <param name="keys">Further secrets that were sent.</param>
    internal static IEnumerable<string> FoundIn(byte[] bytes, bool content, IEnumerable<string> keys) => keys
        .Concat([Key, Prompt])
        .Where(canary => !(content && canary == Prompt) && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0);
}
