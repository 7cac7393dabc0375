using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow;

/// <summary>The place where an exception from traced code ends.</summary>
/// <param name="Clause">The clause that catches it; <see langword="null"/> if it leaves traced code.</param>
/// <param name="Way">The functions that the exception leaves, outermost first.</param>
internal sealed record FlowEnd(ICatchClauseOperation? Clause, ImmutableList<CodePlace> Way);
