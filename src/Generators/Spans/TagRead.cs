using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Spans;

/// <summary>How a value is read: the C# that does it, what it gives, and why it cannot be done where it cannot.</summary>
/// <param name="Expression">The C#; empty if there is an <paramref name="Error"/>.</param>
/// <param name="Type">The type of the last member read.</param>
/// <param name="Conditional">Whether <paramref name="Expression"/> is <see langword="null"/> where a member on the way is.</param>
/// <param name="Error">Why the value cannot be read.</param>
/// <param name="MayBeGenerated">Whether another source generator may write what is missing, so that analyzers find it and only ours does not.</param>
internal sealed record TagRead(string Expression, ITypeSymbol Type, bool Conditional, string? Error = null, bool MayBeGenerated = false);
