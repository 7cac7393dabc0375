using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Layers;

/// <summary>A yes or no for each type of exception: for the types that code tests for, and for all other types.</summary>
/// <param name="Others">The verdict for a type that no entry names, neither the type itself nor a base type or interface.</param>
/// <param name="Tested">The documentation ids of the types that the code tests for, each with its verdict.</param>
internal sealed record TypeVerdicts(bool Others, ImmutableDictionary<string, bool> Tested);
