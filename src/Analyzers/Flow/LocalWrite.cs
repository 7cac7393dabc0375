using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow;

/// <summary>A place that gives a local its value.</summary>
/// <param name="Kind">How it gives the value.</param>
/// <param name="Value">The value, what a pattern is compared with, or the <c>out</c> argument.</param>
internal sealed record LocalWrite(LocalWriteKind Kind, IOperation Value);
