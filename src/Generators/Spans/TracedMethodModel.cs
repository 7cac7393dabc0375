using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The content of the generated half of one traced method: plain values, and C# that the emitter inserts unchanged.</summary>
internal sealed record TracedMethodModel
{
    public required TracedTypeModel Type { get; init; }

    /// <summary>The method without its constraints: <c>private partial int Add(int a)</c>.</summary>
    public required string Signature { get; init; }

    /// <summary>One constraint clause a type parameter that has any.</summary>
    public required EquatableArray<string> Constraints { get; init; }

    /// <summary>Ids of the warnings about obsolete and experimental members that the generated half would repeat. The author sees them in the declaration.</summary>
    public required EquatableArray<string> RepeatedWarnings { get; init; }

    /// <summary>The message that the generated half throws if there is no Core; <see langword="null"/> if there is one.</summary>
    public string? Failure { get; init; }

    /// <summary>The call of the Core: <c>AddCore(a)</c>.</summary>
    public required string CoreCall { get; init; }

    public required ReturnShape Shape { get; init; }

    public bool ReturnsByRef { get; init; }

    /// <summary>The return type, without a top-level <c>?</c>.</summary>
    public required string ReturnType { get; init; }

    public required SpanStartModel Start { get; init; }

    public required TracedMethodLocals Locals { get; init; }

    /// <summary>Attributes from parameters, known at the start.</summary>
    public required EquatableArray<SpanTagModel> StartTags { get; init; }

    /// <summary>Attributes from <c>out</c> parameters, known after the Core returns.</summary>
    public required EquatableArray<SpanTagModel> OutTags { get; init; }

    /// <summary>Attributes from the return value.</summary>
    public required EquatableArray<SpanTagModel> ResultTags { get; init; }

    public GuardrailResult GuardrailResult { get; init; }

    /// <summary>The named arguments of the outcome, read from a result of the gateway's own type: <c>blocked: result.IsBlocked</c>.</summary>
    public EquatableArray<string> OwnOutcome { get; init; }
}
