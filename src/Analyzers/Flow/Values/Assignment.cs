using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>One place that gives a value to a local or a parameter.</summary>
/// <param name="Symbol">The local or the parameter.</param>
/// <param name="Operation">The place.</param>
/// <param name="Kind">How it gives the value.</param>
/// <param name="Value">The expression with the value.</param>
/// <param name="Ordinal">The position of an <c>out</c> argument, or of a part.</param>
internal readonly record struct Assignment(ISymbol Symbol, IOperation Operation, AssignmentKind Kind, IOperation Value, int Ordinal = 0);
