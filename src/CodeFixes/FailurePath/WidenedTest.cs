using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>A test of the exception's type that is to accept more types.</summary>
/// <param name="Document">The document.</param>
/// <param name="Test">The test.</param>
/// <param name="Types">The names of the types.</param>
internal sealed record WidenedTest(Document Document, SyntaxNode Test, ImmutableArray<string> Types);
