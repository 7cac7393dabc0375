using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Payloads;

/// <summary>A reason why a property, or the whole type, is not read as its attributes say. Analyzers report it.</summary>
internal sealed record PayloadProblem(DiagnosticDescriptor Rule, Location Location, ImmutableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, [.. Arguments]);
}
