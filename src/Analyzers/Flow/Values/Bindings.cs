using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The arguments of one call, for the values and the conditions of the called function.</summary>
/// <param name="Caller">The function with the call.</param>
/// <param name="Site">The call; <see langword="null"/> where the model stands for the framework.</param>
/// <param name="Arguments">The values of the arguments by their positions.</param>
internal sealed record Bindings(FunctionFlow? Caller, SyntaxNode? Site, ImmutableDictionary<int, ImmutableArray<FlowValue>> Arguments)
{
    // An expression with more values than these is too complex to say anything about it.
    private const int MaxValues = 16;

    // A created object keeps the calls that it came through.
    private const int MaxCalls = 4;

    private readonly Dictionary<Condition, Condition> _conditions = [];

    public ImmutableArray<FlowValue> Bind(IEnumerable<FlowValue> values) => [.. values.SelectMany(Bind).Take(MaxValues)];

    /// <summary>The values that a value of the called function has for the caller.</summary>
    public IEnumerable<FlowValue> Bind(FlowValue value)
    {
        var when = Bind(value.When);
        return when == Condition.Never
            ? []
            : from root in Roots(value)
              from path in Paths(value.Path.RemoveRange(0, root.Steps))
              let whole = root.Value.If(when).If(path.When)
              where whole.When != Condition.Never
              from resolved in value.Root.Kind == RootKind.Created && !value.Path.Any(static step => step.Given is not null) ? [whole.Then(path.Steps)] : ValueFlow.Resolve(whole, path.Steps)
              select resolved;
    }

    public Condition Bind(Condition condition) => condition.Replace(Bind, _conditions);

    private Condition Bind(Test test) => test.Subject is null
        ? Condition.Of(test with { Name = $"{Site?.SpanStart}>{test.Name}" })
        : Test.Of(test.Kind, Bind([test.Subject]), test.Operand, test.Place);

    private IEnumerable<(FlowValue Value, int Steps)> Roots(FlowValue value)
    {
        var root = FlowValue.At(value.Root);
        switch (value.Root.Kind)
        {
            case RootKind.Parameter:
                return (Arguments.TryGetValue(value.Root.Ordinal, out var given) ? given : [FlowValue.Unknown]).Select(static one => (one, 0));
            case RootKind.Created:
                return [(root with { Root = Called(value.Root) }, 0)];
            case RootKind.Unknown when !value.Path.IsEmpty && value.Path[0].Member is { } captured && Caller?.ValuesOf(captured) is { } values:
                return values.Select(static one => (one, 1));
            default:
                return [(root, 0)];
        }
    }

    private ValueRoot Called(ValueRoot root)
    {
        var creation = root.Creation!;
        var outer = creation.Call;
        for (var calls = 0; outer is not null && calls <= MaxCalls; calls++)
        {
            outer = outer.Outer;
        }

        return outer is not null ? root : ValueRoot.Of(creation with { Call = creation.Call is { } inner ? inner.Within(this) : this });
    }

    /// <summary>The call around this call.</summary>
    public Bindings? Outer { get; private init; }

    private Bindings Within(Bindings outer) => new(outer.Caller, Site, Arguments.ToImmutableDictionary(static argument => argument.Key, argument => outer.Bind(argument.Value)))
    {
        Outer = outer,
    };

    private IEnumerable<(ImmutableArray<PathSegment> Steps, Condition When)> Paths(ImmutableArray<PathSegment> path)
    {
        IEnumerable<(ImmutableArray<PathSegment> Steps, Condition When)> paths = [([], Condition.Always)];
        foreach (var step in path)
        {
            var next = Steps(step).ToList();
            paths = paths.SelectMany(before => next.Select(one => (before.Steps.AddRange(one.Steps), before.When.And(one.When))));
        }

        return paths.Take(MaxValues);
    }

    private IEnumerable<(IEnumerable<PathSegment> Steps, Condition When)> Steps(PathSegment step) =>
        step.Given is { } given
            ? Bind([given]).Select(name => (PathSegment.Named(name, step.Kind == SegmentKind.GivenPath, Site), name.When))
            : [([step.Place is null && step.Kind == SegmentKind.Name ? step with { Place = Site } : step], Condition.Always)];
}
