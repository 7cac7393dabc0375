using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Spans;

/// <summary>A problem of a traced method.</summary>
/// <param name="Rule">The rule that reports the problem.</param>
/// <param name="Location">The place of the problem.</param>
/// <param name="Arguments">The arguments of the rule's message.</param>
/// <param name="ReportedByGenerator">
/// Whether the generator reports the problem. It does so if the declaration does not compile without a generated half, because
/// analyzers do not run then, and if another source generator may write the missing member. Analyzers report all other
/// problems.
/// </param>
internal sealed record TracedMethodProblem(
    DiagnosticDescriptor Rule,
    Location Location,
    ImmutableArray<string> Arguments,
    bool ReportedByGenerator)
{
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, Location, [.. Arguments]);
}
