namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's lists of fallbacks: for each model name, the names to try after it has failed.</summary>
internal sealed record FallbackLists
{
    /// <summary>The name that stands for every model without an entry of its own.</summary>
    public const string Any = "*";

    private static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> None = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary><c>fallbacks</c>, with <c>default_fallbacks</c> for <see cref="Any"/>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Regular { get; init; } = None;

    /// <summary><c>context_window_fallbacks</c></summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ContextWindow { get; init; } = None;

    /// <summary><c>content_policy_fallbacks</c></summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ContentPolicy { get; init; } = None;

    /// <summary>The names after <paramref name="model"/> in <paramref name="lists"/>: its own, those of its name without the provider, or those of <see cref="Any"/>.</summary>
    public static IReadOnlyList<string>? Find(IReadOnlyDictionary<string, IReadOnlyList<string>> lists, string model) =>
        lists.GetValueOrDefault(model)
        ?? (Provider.Split(model) is { Model: var name } && name != model ? lists.GetValueOrDefault(name) : null)
        ?? lists.GetValueOrDefault(Any);
}
