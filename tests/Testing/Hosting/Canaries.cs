using System.Text;

namespace TracedLlm.Testing.Hosting;

/// <summary>Secrets that the tests send with every request and search in every exported byte.</summary>
public static class Canaries
{
    /// <summary>The caller's key, sent in <see cref="Headers"/>.</summary>
    public const string Key = "sk-canary-4f1c2b7e9d3a5068";

    /// <summary>The caller's text in <see cref="Body"/>; it may be exported only with content capture.</summary>
    public const string Prompt = "canary-prompt-7d1e3b90";

    /// <summary>A request's JSON.</summary>
    public const string Body = $$"""{"messages":[{"role":"user","content":"{{Prompt}}"}]}""";

    /// <summary>The headers of callers and their values.</summary>
    public static IReadOnlyList<(string Name, string Value)> Headers { get; } =
        [("Authorization", $"Bearer {Key}"), ("x-api-key", Key), ("api-key", Key)];

    /// <summary>A request's JSON with the content canary added; unchanged if it already has messages or is not a complete object.</summary>
    /// <param name="json">The JSON.</param>
    public static string WithPrompt(string json) =>
        json.StartsWith('{') && json.EndsWith('}') && !json.Contains("\"messages\"", StringComparison.Ordinal)
            ? Body[..^1] + (json.AsSpan(1).TrimStart() is ['}', ..] ? "" : ",") + json[1..]
            : json;

    /// <summary>The canaries that occur in the bytes, by ordinal comparison as UTF-8.</summary>
    /// <param name="bytes">The exported bytes.</param>
    /// <param name="content">Whether content is captured.</param>
    /// <param name="keys">Further secrets that the test sent.</param>
    internal static IEnumerable<string> FoundIn(byte[] bytes, bool content, IEnumerable<string> keys) => keys
        .Concat([Key, Prompt])
        .Where(canary => !(content && canary == Prompt) && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)) >= 0);
}
