using System.Collections.Immutable;

namespace TracedLlm.Generators.Spans;

/// <summary>What the parser found out about a method.</summary>
/// <param name="Model">What to generate; <see langword="null"/> where nothing is, or can be.</param>
/// <param name="Problems">What is wrong, in the order of the source.</param>
internal sealed record TracedMethodResult(TracedMethodModel? Model, ImmutableArray<TracedMethodProblem> Problems)
{
    /// <summary>The method is not traced, or is a route that needs no generated half.</summary>
    public static TracedMethodResult Nothing { get; } = new(null, []);
}
