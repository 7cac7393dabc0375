using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>One value that an expression may have: a path from an origin, and the condition under which the expression has it.</summary>
/// <param name="Root">The origin.</param>
/// <param name="Path">The path from the origin to the value.</param>
/// <param name="When">The condition.</param>
internal sealed record FlowValue(ValueRoot Root, ImmutableArray<PathSegment> Path, Condition When)
{
    public static readonly FlowValue Unknown = At(ValueRoot.Unknown);
    public static readonly FlowValue Request = At(ValueRoot.Request);
    public static readonly FlowValue Elsewhere = At(ValueRoot.Elsewhere);

    /// <summary>A text that is the same for the same value.</summary>
    public string Identity => Root.Identity + string.Concat(Path.Select(static segment => segment.Identity));

    /// <summary>The constant; <see langword="null"/> for another value.</summary>
    public object? Constant => Root.Kind == RootKind.Constant && Path.IsEmpty ? Root.Constant : null;

    public string? Text => Constant as string;

    /// <summary>The value, if it is the only one.</summary>
    public static FlowValue? Only(ImmutableArray<FlowValue> values) => values.Length == 1 ? values[0] : null;

    public static FlowValue At(ValueRoot root) => new(root, [], Condition.Always);

    public static FlowValue Of(object? constant, SyntaxNode? place) => At(ValueRoot.Of(constant, place));

    public FlowValue If(Condition condition) => this with { When = When.And(condition) };

    /// <summary>A value in this value. What is in a provider's response is the provider's, too.</summary>
    public FlowValue Then(PathSegment segment) =>
        Root.Kind == RootKind.Elsewhere ? this
        : segment.Kind == SegmentKind.Unknown ? Unknown with { When = When }
        : this with { Path = Path.Add(segment) };

    public FlowValue Then(IEnumerable<PathSegment> segments) => segments.Aggregate(this, static (value, segment) => value.Then(segment));
}
