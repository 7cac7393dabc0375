using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>A test of the exception's type: a pattern, a cast, the type of a catch clause.</summary>
/// <param name="Syntax">The test.</param>
/// <param name="Result">The result for the exception.</param>
/// <param name="Types">The types that the test names.</param>
internal sealed record ExceptionTest(SyntaxNode Syntax, TriState Result, ImmutableArray<INamedTypeSymbol> Types);
