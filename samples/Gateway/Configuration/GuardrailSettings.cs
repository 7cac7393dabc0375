using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>One entry of <c>guardrails</c>.</summary>
internal abstract record GuardrailSettings
{
    public required string Name { get; init; }

    public required IReadOnlyList<GuardrailMode> Modes { get; init; }

    /// <summary>Whether it applies to every request, or only to those that name it.</summary>
    public bool DefaultOn { get; init; }

    /// <summary>The built-in guardrail: patterns, each of one type of entity, that block the request or are masked in it.</summary>
    public sealed record Pattern(IReadOnlyList<(string Entity, Regex Regex)> Entities, bool Masks) : GuardrailSettings;

    /// <summary>A service that speaks LiteLLM's Generic Guardrail API.</summary>
    public sealed record GenericApi(Uri Endpoint, IReadOnlyDictionary<string, string> Headers, bool FailOpen, TimeSpan Timeout, string? Parameters)
        : GuardrailSettings;
}
