using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;

namespace TracedLlm.Testing.Roslyn.Examples;

/// <summary>A <see cref="CSharpSourceGeneratorTest{TSourceGenerator, TVerifier}"/> in the project of a gateway.</summary>
/// <typeparam name="TGenerator">The generator under test.</typeparam>
public class GatewayGeneratorTest<TGenerator> : CSharpSourceGeneratorTest<TGenerator, DefaultVerifier>
    where TGenerator : IIncrementalGenerator, new()
{
    /// <summary>A test in the project of a gateway.</summary>
    public GatewayGeneratorTest()
    {
        GatewayProject.Prepare(this);

        // After two seconds the package gives up to find the best match of other findings than the expected ones.
        MatchDiagnosticsTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <inheritdoc/>
    protected override Task<Project> CreateProjectImplAsync(EvaluatedProjectState primaryProject, ImmutableArray<EvaluatedProjectState> additionalProjects, CancellationToken cancellationToken) =>
        GatewayProject.CreateAsync(primaryProject);
}
