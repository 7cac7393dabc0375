using Microsoft.CodeAnalysis;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A diagnostic and its reporter.</summary>
/// <param name="Origin">The reporter.</param>
/// <param name="Diagnostic">The diagnostic.</param>
public sealed record Finding(FindingOrigin Origin, Diagnostic Diagnostic)
{
    /// <summary>Id and origin, for assertions: <c>TLM3001 by Analyzer</c>.</summary>
    public override string ToString() => $"{Diagnostic.Id} by {Origin}";
}
