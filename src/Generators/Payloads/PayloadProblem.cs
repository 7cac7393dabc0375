using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Payloads;

/// <summary>A problem of a payload type or one of its properties. Analyzers report it.</summary>
internal sealed record PayloadProblem(DiagnosticDescriptor Rule, Location Location, ImmutableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, [.. Arguments]);
}
