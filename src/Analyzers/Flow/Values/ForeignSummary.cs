using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The summary of a function of another assembly, read from its facts.</summary>
internal sealed class ForeignSummary(
    ImmutableArray<FlowValue> returned,
    Condition isTrue,
    ImmutableArray<ValueRead> reads,
    ImmutableDictionary<int, ImmutableArray<FlowValue>> outs) : FunctionSummary
{
    public override ImmutableArray<FlowValue> Returned => returned;

    public override Condition IsTrue => isTrue;

    public override ImmutableArray<ValueRead> Reads => reads;

    public override ImmutableArray<ValueStore> Stores => [];

    public override ImmutableArray<DelegateCall> Invoked => [];

    public override ImmutableArray<FlowValue> ValuesOut(int ordinal) => outs.TryGetValue(ordinal, out var values) ? values : [FlowValue.Unknown];
}
