namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>What a gateway's own guardrails return.</summary>
internal sealed record Verdict(bool Blocks, Rewrite? Rewrite = null, IReadOnlyList<string>? Categories = null, string? Why = null);
