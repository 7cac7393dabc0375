namespace TracedLlm.Analyzers.Layers;

/// <summary>An HTTP client that a method sends with or registers.</summary>
/// <param name="Kind">What the name names.</param>
/// <param name="Name">The documentation id of a type that receives the client, or the name of the client; empty for a client that the code creates.</param>
/// <param name="IsUntraced">Whether a registration is seen to trace nothing.</param>
internal readonly record struct ClientFact(ClientKind Kind, string Name, bool IsUntraced = false);
