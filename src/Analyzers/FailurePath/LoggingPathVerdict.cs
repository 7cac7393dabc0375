using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>What a method that logs failures does with an exception of some type.</summary>
/// <param name="IsAccepted">Whether it does anything.</param>
/// <param name="Test">The test that the type does not pass and that another type can be added to.</param>
/// <param name="Asked">The types that it asks for.</param>
internal sealed record LoggingPathVerdict(bool IsAccepted, SyntaxNode? Test, ImmutableArray<INamedTypeSymbol> Asked)
{
    public static readonly LoggingPathVerdict Accepts = new(true, null, []);
}
