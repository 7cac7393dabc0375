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

    public bool Contain(GuardrailMode mode, LlmRequest request) =>
        (ByTag.Count == 0 ? Default : RequestTags.Read(request).Select(tag => ByTag.GetValueOrDefault(tag)).FirstOrDefault(modes => modes is not null) ?? Default)
            .Contains(mode);
}
