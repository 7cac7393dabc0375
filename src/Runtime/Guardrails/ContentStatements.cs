namespace TracedLlm.Guardrails;

/// <summary>How often the gateway has stated the input and the output of a request.</summary>
internal readonly record struct ContentStatements(int Input, int Output);
