using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Walks the blocks of one function that an exception reaches: through conditions, clauses, filters and finally blocks.</summary>
internal sealed class GraphWalk
{
    private const int Start = -1;

    private readonly ExceptionWalk _walk;
    private readonly FunctionGraph _function;
    private readonly ExceptionOutcome _outcome;
    private readonly GraphValues _values;
    private readonly ExceptionState?[] _states;
    private readonly SortedSet<int> _left = [];
    private readonly Dictionary<ControlFlowRegion, (ControlFlowRegion Attempt, int Next)> _filters = [];
    private readonly List<(ControlFlowRegion Handler, ExceptionState State)> _rejected = [];
    private readonly HashSet<int> _acting = [];
    private readonly HashSet<(int From, int To)> _ways = [];
    private readonly HashSet<ControlFlowRegion> _offered = [];
    private readonly HashSet<ControlFlowRegion> _passed = [];

    private int _current = Start;

    public GraphWalk(ExceptionWalk walk, FunctionGraph function, ExceptionOutcome outcome)
    {
        (_walk, _function, _outcome) = (walk, function, outcome);
        _values = new GraphValues(walk, function, outcome);
        _states = new ExceptionState?[function.Graph.Blocks.Length];
    }

    /// <summary>Walks the function from its start.</summary>
    public void Walk(ExceptionState state)
    {
        Enter(_function.Graph.Blocks[0], state);
        Run();
    }

    /// <summary>Walks on from the place where the exception is thrown.</summary>
    public void WalkFrom(SyntaxNode site)
    {
        if (_function.BlockOf(site) is not { } block)
        {
            _outcome.Leaves = true;
            return;
        }

        // The values of the variables at that place, with no exception so far.
        var before = new GraphWalk(_walk, _function, new ExceptionOutcome());
        before._values.IsWithout = true;
        before.Walk(ExceptionState.Empty);
        Throw(block.EnclosingRegion, (before._states[block.Ordinal] ?? ExceptionState.Empty) with { IsTested = false, IsAfter = false });
        Run();
    }

    private void Run()
    {
        do
        {
            while (_left.Count > 0)
            {
                _walk.CancellationToken.ThrowIfCancellationRequested();
                var ordinal = _left.Min;
                _left.Remove(ordinal);
                Process(_function.Graph.Blocks[ordinal], _states[ordinal]!);
            }
        }
        while (PassOn());

        _outcome.HasActs |= _acting.Count > 0 && (_walk.IsOfAny || ActsAnyway());
        foreach (var handler in _offered)
        {
            if (_function.ClauseOf(handler) is { } clause)
            {
                _outcome.Offers[clause] = (_states[BlockOf(handler)] is not null, _passed.Contains(handler));
            }
        }
    }

    private void Process(BasicBlock block, ExceptionState state)
    {
        _current = block.Ordinal;
        _values.State = state;
        Execute(block);
        if (_values.HasActed)
        {
            _values.HasActed = false;
            _acting.Add(block.Ordinal);
        }
    }

    private void Execute(BasicBlock block)
    {
        foreach (var operation in block.Operations)
        {
            _values.Execute(operation);
            if (!Goes(block))
            {
                return;
            }
        }

        if (block.ConditionalSuccessor is { } conditional && block.BranchValue is { } condition)
        {
            var value = _values.Evaluate(condition);
            if (!Goes(block))
            {
                return;
            }

            var isTrue = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            var after = _values.State;
            if ((value & (isTrue ? PossibleValues.True : PossibleValues.False)) != 0 || (value & PossibleValues.Either) == 0)
            {
                Follow(block, conditional, after, value: null);
            }

            if (block.FallThroughSuccessor is { } other && ((value & (isTrue ? PossibleValues.False : PossibleValues.True)) != 0 || (value & PossibleValues.Either) == 0))
            {
                Follow(block, other, after, value: null);
            }
        }
        else if (block.FallThroughSuccessor is { } next)
        {
            PossibleValues? value = block.BranchValue is null ? null : _values.Return(block.BranchValue);
            if (Goes(block))
            {
                Follow(block, next, _values.State, value);
            }
        }
        else if (block.Kind == BasicBlockKind.Exit)
        {
            _outcome.Returns = true;
        }
    }

    // A called function may throw the exception again, always or sometimes.
    private bool Goes(BasicBlock block)
    {
        if (_values.HasRethrown)
        {
            _values.HasRethrown = false;
            Throw(block.EnclosingRegion, _values.State);
        }

        if (_values.HasEnded)
        {
            _values.HasEnded = false;
            return false;
        }

        return true;
    }

    private void Follow(BasicBlock block, ControlFlowBranch branch, ExceptionState state, PossibleValues? value)
    {
        switch (branch.Semantics)
        {
            case ControlFlowBranchSemantics.Rethrow:
                Throw(block.EnclosingRegion, state);
                break;
            case ControlFlowBranchSemantics.Throw:
                // Another exception has its own way.
                if (value is { } thrown && (thrown & PossibleValues.Exception) != 0)
                {
                    Throw(block.EnclosingRegion, state);
                }

                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when Enclosing(block.EnclosingRegion, ControlFlowRegionKind.Filter) is { } filter:
                _passed.Add(filter.EnclosingRegion!);
                _rejected.Add((filter.EnclosingRegion!, state));
                break;
            case ControlFlowBranchSemantics.Return:
                _outcome.Returned |= value ?? PossibleValues.None;
                Keep(branch);
                Leave(branch, state);
                break;
            default:
                Keep(branch);
                Leave(branch, state);
                break;
        }
    }

    /// <summary>Offers the exception to the clauses behind a filter that rejects it; <see langword="false"/> if there is no such filter left. A filter that cannot be read counts as accepting.</summary>
    private bool PassOn()
    {
        var rejected = _rejected.Where(rejected => _walk.IsOfAny || _states[BlockOf(rejected.Handler)] is null).ToList();
        _rejected.Clear();
        foreach (var (handler, state) in rejected)
        {
            var (attempt, next) = _filters[handler.NestedRegions[0]];
            if (Offer(attempt, next, state))
            {
                Throw(attempt, state);
            }
        }

        return rejected.Count > 0;
    }

    private static int BlockOf(ControlFlowRegion handler) => (handler.Kind == ControlFlowRegionKind.FilterAndHandler ? handler.NestedRegions[1] : handler).FirstBlockOrdinal;

    private void Leave(ControlFlowBranch branch, ExceptionState state)
    {
        var after = !_values.IsWithout && branch.LeavingRegions.Any(static region => region.Kind == ControlFlowRegionKind.Catch) ? state with { IsAfter = true } : state;
        foreach (var final in branch.FinallyRegions)
        {
            Enter(_function.Graph.Blocks[final.FirstBlockOrdinal], after with { IsAfter = true });
        }

        if (branch.Destination is { } destination)
        {
            Enter(destination, after);
        }
    }

    private void Keep(ControlFlowBranch branch)
    {
        foreach (var region in branch.LeavingRegions)
        {
            if (region.Kind == ControlFlowRegionKind.Catch
                && _function.ClauseOf(region.EnclosingRegion is { Kind: ControlFlowRegionKind.FilterAndHandler } handler ? handler : region) is { } clause)
            {
                _outcome.KeptBy.Add(clause);
            }
        }
    }

    /// <summary>Throws the exception in a region: its clauses are asked from the innermost one outwards.</summary>
    private void Throw(ControlFlowRegion? region, ExceptionState state)
    {
        // The root of a lambda's graph is inside a region of the graph around it, whose blocks are others.
        for (; region is { Kind: not ControlFlowRegionKind.Root, EnclosingRegion: { } around }; region = around)
        {
            if (region.Kind == ControlFlowRegionKind.Try && around.Kind == ControlFlowRegionKind.TryAndFinally)
            {
                Enter(_function.Graph.Blocks[around.NestedRegions[1].FirstBlockOrdinal], state with { IsAfter = true });
            }
            else if (region.Kind == ControlFlowRegionKind.Try && around.Kind == ControlFlowRegionKind.TryAndCatch && !Offer(around, first: 1, state))
            {
                return;
            }
        }

        _outcome.Leaves = true;
    }

    /// <summary>Offers the exception to the clauses of a try statement; <see langword="false"/> if it surely enters one of them, or a filter, which offers it further.</summary>
    private bool Offer(ControlFlowRegion attempt, int first, ExceptionState state)
    {
        for (var i = first; i < attempt.NestedRegions.Length; i++)
        {
            var handler = attempt.NestedRegions[i];
            var clause = _function.ClauseOf(handler);
            var takes = _walk.Test(clause?.Declaration?.Type, handler.ExceptionType, _outcome);
            _offered.Add(handler);
            if ((takes & PossibleValues.False) != 0)
            {
                _passed.Add(handler);
            }

            if ((takes & PossibleValues.True) == 0)
            {
                continue;
            }

            if (handler.Kind == ControlFlowRegionKind.FilterAndHandler)
            {
                _filters[handler.NestedRegions[0]] = (attempt, i + 1);
            }

            Enter(_function.Graph.Blocks[handler.FirstBlockOrdinal], state with { IsTested = true, IsAfter = false });

            // A type that may be the exception's counts as its type.
            if (takes == PossibleValues.True || !_walk.IsOfAny)
            {
                return false;
            }
        }

        return true;
    }

    private void Enter(BasicBlock block, ExceptionState state)
    {
        _ways.Add((_current, block.Ordinal));
        var before = _states[block.Ordinal];
        var merged = before is null ? state : before.MergeWith(state);
        if (!ReferenceEquals(before, merged))
        {
            _states[block.Ordinal] = merged;
            _left.Add(block.Ordinal);
        }
    }

    /// <summary>
    /// Whether every way of the exception runs an act that does not use it. A counter behind all tests is about every exception;
    /// a warning under a condition of its own is not.
    /// </summary>
    private bool ActsAnyway()
    {
        var seen = new HashSet<int> { Start };
        var left = new Stack<int>(seen);
        while (left.Count > 0)
        {
            var at = left.Pop();
            var next = _ways.Where(way => way.From == at).Select(static way => way.To).ToList();
            if (next.Count == 0 && at != Start)
            {
                return false;
            }

            foreach (var to in next.Where(to => !_acting.Contains(to) && seen.Add(to)))
            {
                left.Push(to);
            }
        }

        return true;
    }

    private static ControlFlowRegion? Enclosing(ControlFlowRegion? region, ControlFlowRegionKind kind)
    {
        while (region is not null && region.Kind != kind)
        {
            region = region.Kind == ControlFlowRegionKind.Root ? null : region.EnclosingRegion;
        }

        return region;
    }
}
