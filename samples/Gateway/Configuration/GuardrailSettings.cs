using System.Text.RegularExpressions;

namespace TracedLlm.Samples.Gateway;

/// <summary>One entry of <c>guardrails</c>.</summary>
internal abstract record GuardrailSettings
{
    public required string Name { get; init; }

    public required GuardrailModes Modes { get; init; }

    /// <summary>Whether the guardrail applies to every request; otherwise it applies only to requests that name it.</summary>
    public bool DefaultOn { get; init; }

    /// <summary>The built-in guardrail: a pattern for each type of entity; a match blocks the request or is masked.</summary>
    public sealed record Pattern(IReadOnlyList<(string Entity, Regex Regex)> Entities, bool Masks) : GuardrailSettings;

    /// <summary>A service with LiteLLM's Generic Guardrail API.</summary>
    public sealed record GenericApi(Uri Endpoint, IReadOnlyDictionary<string, string> Headers, bool FailOpen, TimeSpan Timeout, string? Parameters)
        : GuardrailSettings
    {
        /// <summary>The caller's headers whose values the service receives besides LiteLLM's.</summary>
        public IReadOnlyList<string> ExtraHeaders { get; init; } = [];
    }
}
