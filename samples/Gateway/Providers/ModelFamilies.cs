using System.IO.Enumeration;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The providers of models whose name has no provider's prefix, such as <c>gpt-4o</c>. LiteLLM has a list of every model; here a row is a
/// family, so that new models need no row.
/// </summary>
internal static class ModelFamilies
{
    // The first row that fits counts; a star stands for any text. Models that several providers have are in no row.
    private static readonly (string? Provider, string[] Names)[] Rows =
    [
        (null, ["gpt-oss*"]),
        ("openai",
        [
            "gpt-*", "chatgpt-*", "ft:*", "o1", "o1-*", "o3", "o3-*", "o4-*", "codex-*", "computer-use-preview*", "davinci-002", "babbage-002",
            "text-embedding-3-*", "text-embedding-ada-002*", "omni-moderation-*", "text-moderation-*", "dall-e-*", "sora-*", "whisper-1", "tts-1*",
        ]),
        ("anthropic", ["claude-*"]),
        ("gemini", ["gemini-*"]),
        ("cohere", ["command-*", "embed-english-*", "embed-multilingual-*", "embed-v4*", "rerank-*"]),

        // The names of Bedrock begin with the maker, or with the region and the maker.
        ("bedrock", ["amazon.*", "anthropic.*", "cohere.*", "meta.*", "mistral.*", "ai21.*", "us.*.*", "eu.*.*", "apac.*.*", "global.*.*"]),
    ];

    /// <summary>The provider of <paramref name="model"/>; <see langword="null"/> if the name is of no family.</summary>
    public static Provider? Find(string model) =>
        Array.Find(Rows, row => Array.Exists(row.Names, name => FileSystemName.MatchesSimpleExpression(name, model))) is { Provider: { } provider } ? Provider.ByPrefix[provider] : null;
}
