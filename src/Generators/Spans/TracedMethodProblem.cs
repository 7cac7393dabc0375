using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Spans;

/// <summary>A reason why a method is not traced as its attributes say.</summary>
/// <param name="Rule">The rule that is broken.</param>
/// <param name="Location">Where.</param>
/// <param name="Arguments">The arguments of the rule's message.</param>
/// <param name="ReportedByGenerator">
/// Whether the generator reports the problem: because the declaration cannot compile without a generated half, so that no
/// analyzer gets to run, or because only the generator misses what another source generator may write. Analyzers report
/// all the others, and only those.
/// </param>
internal sealed record TracedMethodProblem(
    DiagnosticDescriptor Rule,
    Location Location,
    ImmutableArray<string> Arguments,
    bool ReportedByGenerator)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, [.. Arguments]);
}
