using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;

namespace TracedLlm.Testing.Roslyn.Examples;

/// <summary>A <see cref="CSharpAnalyzerTest{TAnalyzer, TVerifier}"/> in the project of a gateway.</summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
public class GatewayAnalyzerTest<TAnalyzer> : CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>A test in the project of a gateway.</summary>
    public GatewayAnalyzerTest()
    {
        GatewayProject.Prepare(this);
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
