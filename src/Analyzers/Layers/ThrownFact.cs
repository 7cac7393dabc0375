namespace TracedLlm.Analyzers.Layers;

/// <summary>An exception that leaves a method.</summary>
/// <param name="Type">The documentation id of its type.</param>
/// <param name="IsExact">Whether the exception has exactly this type and no derived type.</param>
internal sealed record ThrownFact(string Type, bool IsExact);
