namespace TracedLlm.Generators.Common;

/// <summary>Where the page of a rule is.</summary>
internal static class RuleDocumentation
{
    public static string Link(string id) => $"https://github.com/tracedllm/tracedllm/blob/main/docs/rules/{id}.md";
}
