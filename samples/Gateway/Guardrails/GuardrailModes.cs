namespace TracedLlm.Samples.Gateway;

/// <summary>When a guardrail runs. The first tag of a request that <paramref name="ByTag"/> has decides; without one, the default does.</summary>
/// <param name="Default">The modes for requests without such a tag.</param>
/// <param name="ByTag">The modes by tag.</param>
internal sealed record GuardrailModes(IReadOnlyList<GuardrailMode> Default, IReadOnlyDictionary<string, IReadOnlyList<GuardrailMode>> ByTag)
{
    private static readonly Dictionary<string, IReadOnlyList<GuardrailMode>> NoTags = [];

    public GuardrailModes(IReadOnlyList<GuardrailMode> modes)
        : this(modes, NoTags)
    {
    }

    /// <summary>The tags with which a caller avoids that the guardrail can block, as it can by default.</summary>
    public IEnumerable<string> WeakerTags => CanBlock(Default) ? ByTag.Where(static modes => !CanBlock(modes.Value)).Select(static modes => modes.Key) : [];

    public bool Contain(GuardrailMode mode, LlmRequest request) =>
        (ByTag.Count == 0 ? Default : RequestTags.Read(request).Select(tag => ByTag.GetValueOrDefault(tag)).FirstOrDefault(modes => modes is not null) ?? Default)
            .Contains(mode);

    private static bool CanBlock(IReadOnlyList<GuardrailMode> modes) => modes.Any(static mode => mode != GuardrailMode.LoggingOnly);
}
