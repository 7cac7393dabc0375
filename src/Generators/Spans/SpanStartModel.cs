using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The start of a traced method's span. Every part is a C# expression.</summary>
internal sealed record SpanStartModel(TracedSpanKind Kind)
{
    /// <summary>The stage or its name, the guardrail's name, the call's model; <see langword="null"/> if there is no such value.</summary>
    public string? Name { get; init; }

    /// <summary>The expression that <see cref="Name"/> uses twice, for a local.</summary>
    public string? NameSource { get; init; }

    /// <summary>The mode of the guardrail.</summary>
    public string? Mode { get; init; }

    /// <summary>The exception types that mean a block.</summary>
    public EquatableArray<string> Blocks { get; init; }

    /// <summary>The operation in the name of the call's span.</summary>
    public string? Operation { get; init; }

    /// <summary>The named arguments that identify an attempt if the call is only counted: <c>modelGroup: group</c>.</summary>
    public EquatableArray<string> Counted { get; init; }
}
