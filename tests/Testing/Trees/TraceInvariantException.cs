namespace TracedLlm.Testing.Trees;

/// <summary>Exported spans violate an invariant, so that a backend could not show their traces correctly. The message has the violations and the printed trees.</summary>
public sealed class TraceInvariantException(string message) : Exception(message);
