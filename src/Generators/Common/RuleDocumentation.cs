namespace TracedLlm.Generators.Common;

/// <summary>The address of the page of a rule.</summary>
internal static class RuleDocumentation
{
    public static string Link(string id) => $"https://github.com/tracedllm/tracedllm/blob/main/docs/rules/{id}.md";
}
