using System.Collections.Immutable;

namespace TracedLlm.Generators.Spans;

/// <summary>The result of the parser for one method.</summary>
/// <param name="Model">The model of the generated half; <see langword="null"/> if there is no half to generate.</param>
/// <param name="Problems">The problems in the order of the source.</param>
internal sealed record TracedMethodResult(TracedMethodModel? Model, ImmutableArray<TracedMethodProblem> Problems)
{
    /// <summary>The method is not traced, or is a route that needs no generated half.</summary>
    public static TracedMethodResult Nothing { get; } = new(null, []);
}
