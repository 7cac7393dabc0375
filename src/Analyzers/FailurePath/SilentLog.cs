using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>A marked failure log that logs nothing.</summary>
/// <param name="Name">The name of the method in the source.</param>
/// <param name="Method">The method.</param>
/// <param name="IsCalled">Whether anything calls it. Then it writes no log itself.</param>
/// <param name="Throws">The throws of traced code that it could log.</param>
internal sealed record SilentLog(SyntaxToken Name, IMethodSymbol Method, bool IsCalled, ImmutableArray<SyntaxNode> Throws);
