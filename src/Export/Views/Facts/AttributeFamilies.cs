namespace TracedLlm.Export.Views.Facts;

/// <summary>Finds the vocabulary that the name of an attribute belongs to.</summary>
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

    /// <summary>The family of <paramref name="name"/>, and the name without the family's prefix.</summary>
    public static AttributeFamily Classify(string name, out ReadOnlySpan<char> rest)
    {
        // Few names of an application begin with the first letter of a prefix.
        foreach (var (prefix, family) in name is ['g' or 'l' or 'o', ..] ? Prefixes : [])
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
