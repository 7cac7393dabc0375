namespace TracedLlm.Analyzers.Context;

/// <summary>The use of a client that nothing traces.</summary>
/// <param name="Path">The path from a route or a traced call to the call that sends.</param>
/// <param name="Repeats">The handler that sends again, if the requests of the client belong to a traced call and only the repeated ones have no span.</param>
internal sealed record UntracedUse(string Path, string? Repeats);
