using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>What a function does with its parameters: the values that it returns and reads, in terms of its parameters.</summary>
internal abstract class FunctionSummary
{
    /// <summary>The values that the function returns.</summary>
    public abstract ImmutableArray<FlowValue> Returned { get; }

    /// <summary>The condition under which the function returns true.</summary>
    public abstract Condition IsTrue { get; }

    /// <summary>The values that the function and the functions that it calls read or write by name.</summary>
    public abstract ImmutableArray<ValueRead> Reads { get; }

    /// <summary>The objects that the function puts into others.</summary>
    public abstract ImmutableArray<ValueStore> Stores { get; }

    /// <summary>The calls of delegates that the function receives.</summary>
    public abstract ImmutableArray<DelegateCall> Invoked { get; }

    /// <summary>The values that the function leaves in an <c>out</c> parameter.</summary>
    public abstract ImmutableArray<FlowValue> ValuesOut(int ordinal);
}
