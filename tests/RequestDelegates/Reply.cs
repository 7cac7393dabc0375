namespace TracedLlm.Testing.RequestDelegates;

/// <summary>A response that is written as JSON.</summary>
public sealed record Reply(string Output);
