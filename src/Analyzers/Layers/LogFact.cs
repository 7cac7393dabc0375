namespace TracedLlm.Analyzers.Layers;

/// <summary>What a failure log does with exceptions.</summary>
/// <param name="Accepts">The exceptions that it records.</param>
internal sealed record LogFact(TypeVerdicts Accepts);
