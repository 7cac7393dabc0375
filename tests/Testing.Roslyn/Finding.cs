using Microsoft.CodeAnalysis;

namespace TracedLlm.Testing.Roslyn;

/// <summary>One diagnostic and who reported it.</summary>
/// <param name="Origin">Who reported it.</param>
/// <param name="Diagnostic">What was reported.</param>
public sealed record Finding(FindingOrigin Origin, Diagnostic Diagnostic)
{
    /// <summary>Id and origin, for assertions on who reports what: <c>TLM3001 by Analyzer</c>.</summary>
    public override string ToString() => $"{Diagnostic.Id} by {Origin}";
}
