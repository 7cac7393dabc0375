using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Flow.Exceptions;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>A guardrail's exception that skips the clause that records failures.</summary>
/// <param name="Place">The filter that excludes it, or the type of the clause that catches it first.</param>
/// <param name="IsFilter">Whether the place is a filter.</param>
/// <param name="Throw">The throw.</param>
/// <param name="Thrown">The exception.</param>
internal sealed record SkippedRecord(SyntaxNode Place, bool IsFilter, SyntaxNode Throw, ThrownType Thrown);
