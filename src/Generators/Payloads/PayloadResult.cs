using System.Collections.Immutable;

namespace TracedLlm.Generators.Payloads;

/// <summary>The result of the parser for one type.</summary>
/// <param name="Model">The model of the generated half; <see langword="null"/> if there is no half to generate.</param>
/// <param name="Problems">The problems in the order of the source.</param>
internal sealed record PayloadResult(PayloadModel? Model, ImmutableArray<PayloadProblem> Problems)
{
    /// <summary>The type is not a payload type.</summary>
    public static PayloadResult Nothing { get; } = new(null, []);
}
