using System.Collections.Immutable;

namespace TracedLlm.Generators.Payloads;

/// <summary>What the parser found out about a type.</summary>
/// <param name="Model">What to generate; <see langword="null"/> where nothing is, or can be.</param>
/// <param name="Problems">What is wrong, in the order of the source.</param>
internal sealed record PayloadResult(PayloadModel? Model, ImmutableArray<PayloadProblem> Problems)
{
    /// <summary>The type has nothing to do with payloads.</summary>
    public static PayloadResult Nothing { get; } = new(null, []);
}
