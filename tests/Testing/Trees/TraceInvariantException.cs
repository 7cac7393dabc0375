namespace TracedLlm.Testing.Trees;

/// <summary>Spans that no backend could show as the traces they were meant to be. The message holds what is wrong and the printed trees.</summary>
public sealed class TraceInvariantException(string message) : Exception(message);
