using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Where an exception that is thrown in traced code gets to.</summary>
/// <param name="Clause">The clause that catches it; <see langword="null"/> if it leaves traced code.</param>
/// <param name="Way">The functions that it leaves on its way, outermost first.</param>
internal sealed record FlowEnd(ICatchClauseOperation? Clause, ImmutableList<CodePlace> Way);
