using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Exceptions;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>A throw whose exception a failure log does not record.</summary>
/// <param name="Throw">The throw, or the call of a method of another project that throws.</param>
/// <param name="Thrown">The exception.</param>
/// <param name="Way">The functions from the route to the throw.</param>
/// <param name="Rejected">The log, and the test that keeps the exception from it.</param>
/// <param name="Unmarked">The function that stands in for a marked log; <see langword="null"/> if the log is marked.</param>
internal sealed record UnloggedException(SyntaxNode Throw, ThrownType Thrown, ImmutableList<CodePlace> Way, RejectedException Rejected, CodePlace? Unmarked);
