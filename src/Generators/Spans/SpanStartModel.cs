using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>How the span of a traced method is started; every part is a C# expression.</summary>
internal sealed record SpanStartModel(TracedSpanKind Kind)
{
    /// <summary>The stage or its name, the guardrail's name, the call's model; <see langword="null"/> if there is no such value.</summary>
    public string? Name { get; init; }

    /// <summary>What <see cref="Name"/> is computed from, where it is worth a local.</summary>
    public string? NameSource { get; init; }

    /// <summary>When the guardrail runs.</summary>
    public string? Mode { get; init; }

    /// <summary>The exception types that mean a block.</summary>
    public EquatableArray<string> Blocks { get; init; }

    /// <summary>The operation in the name of the call's span.</summary>
    public string? Operation { get; init; }

    /// <summary>The named arguments that tell an attempt from the one before it, where the call is only counted: <c>modelGroup: group</c>.</summary>
    public EquatableArray<string> Counted { get; init; }
}
