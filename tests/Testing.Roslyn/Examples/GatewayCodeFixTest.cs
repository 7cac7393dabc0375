using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;

namespace TracedLlm.Testing.Roslyn.Examples;

/// <summary>A <see cref="CSharpCodeFixTest{TAnalyzer, TCodeFix, TVerifier}"/> in the project of a gateway.</summary>
/// <typeparam name="TAnalyzer">The rule.</typeparam>
/// <typeparam name="TCodeFix">The fix under test.</typeparam>
public class GatewayCodeFixTest<TAnalyzer, TCodeFix> : CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>A test in the project of a gateway.</summary>
    public GatewayCodeFixTest()
    {
        GatewayProject.Prepare(this);
        FixedState.Sources.AddRange(TestState.Sources);
        TestBehaviors = TestBehaviors.SkipGeneratedSourcesCheck;

        // After two seconds the package gives up to find the best match of other findings than the expected ones.
        MatchDiagnosticsTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Type> GetSourceGenerators() => Gateway.SourceGenerators;

    /// <inheritdoc/>
    protected override Task<Project> CreateProjectImplAsync(EvaluatedProjectState primaryProject, ImmutableArray<EvaluatedProjectState> additionalProjects, CancellationToken cancellationToken) =>
        GatewayProject.CreateAsync(primaryProject);
}
