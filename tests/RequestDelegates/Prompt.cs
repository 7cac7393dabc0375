namespace TracedLlm.Testing.RequestDelegates;

/// <summary>A request body that is bound from JSON.</summary>
public sealed record Prompt(string Input);
