using System.Collections.Immutable;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The call of a delegate that a function receives.</summary>
/// <param name="Parameter">The position of the delegate's parameter.</param>
/// <param name="Arguments">The values of the arguments.</param>
internal sealed record DelegateCall(int Parameter, ImmutableArray<ImmutableArray<FlowValue>> Arguments);
