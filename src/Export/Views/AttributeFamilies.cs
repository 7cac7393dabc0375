namespace TracedLlm.Export;

/// <summary>Tells the families of names apart.</summary>
internal static class AttributeFamilies
{
    private static readonly (string Prefix, AttributeFamily Family)[] Prefixes =
    [
        ("gen_ai.", AttributeFamily.GenAi),
        ("litellm.", AttributeFamily.LiteLlm),
        ("langfuse.", AttributeFamily.Langfuse),
        ("langsmith.", AttributeFamily.LangSmith),
        ("openinference.", AttributeFamily.OpenInference),
        ("llm.", AttributeFamily.OpenInference),
    ];

    /// <summary>The family of <paramref name="name"/>, and what of the name comes behind the family's own prefix.</summary>
    public static AttributeFamily Of(string name, out ReadOnlySpan<char> rest)
    {
        foreach (var (prefix, family) in Prefixes)
        {
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                rest = name.AsSpan(prefix.Length);
                return family;
            }
        }

        rest = name;
        return AttributeFamily.Own;
    }
}
