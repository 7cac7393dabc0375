namespace TracedLlm.Generators.Tests.Behaviour;

/// <summary>What a gateway's own guardrail put in the place of a text.</summary>
internal sealed record Rewrite(bool IsMasked, Dictionary<string, int> Counts);
