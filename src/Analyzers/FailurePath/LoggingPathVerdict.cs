using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The treatment of an exception type by a method that logs failures.</summary>
/// <param name="IsAccepted">Whether the method accepts the type.</param>
/// <param name="Test">The test that rejects the type and that the fix can extend.</param>
/// <param name="Asked">The types that the method tests for.</param>
internal sealed record LoggingPathVerdict(bool IsAccepted, SyntaxNode? Test, ImmutableArray<INamedTypeSymbol> Asked)
{
    public static readonly LoggingPathVerdict Accepts = new(true, null, []);
}
