using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>A test whose result a walk does not compute. Walking again with one test forced shows whether that test keeps an exception from the code behind it.</summary>
/// <param name="Test">The test.</param>
/// <param name="Result">The result that the walk uses.</param>
internal sealed record ForcedTest(SyntaxNode Test, TriState Result);
