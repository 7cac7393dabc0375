using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Spans;

/// <summary>The C# that reads a value, or the error that explains why the value cannot be read.</summary>
/// <param name="Expression">The C#; empty if there is an <paramref name="Error"/>.</param>
/// <param name="Type">The type of the last member read.</param>
/// <param name="Conditional">Whether <paramref name="Expression"/> is <see langword="null"/> if a member of the path is.</param>
/// <param name="Error">Why the value cannot be read.</param>
/// <param name="MayBeGenerated">Whether another source generator may write the missing member. Analyzers then see the member, but this generator does not.</param>
internal sealed record TagRead(string Expression, ITypeSymbol Type, bool Conditional, string? Error = null, bool MayBeGenerated = false);
