using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn.Layers;

/// <summary>
/// Compiles the projects of a solution, lowest first, with markup for the expected findings, once with references to compilations and
/// once with references to assemblies, and requires exactly these findings both times. The first question analyzes the projects.
/// </summary>
public class LayeredTest
{
    private readonly ConcurrentDictionary<LayerReference, Lazy<Task<ImmutableArray<Analysis>>>> _analyses = new();

    /// <summary>The projects, lowest first.</summary>
    public IList<Layer> Layers { get; } = [];

    /// <summary>Expected diagnostics in addition to those of the markup.</summary>
    public IList<ExpectedFinding> ExpectedDiagnostics { get; } = [];

    /// <summary>The analyzers that run.</summary>
    public ImmutableArray<DiagnosticAnalyzer> Analyzers { get; init; } = [];

    /// <summary>The generators that run before the analyzers.</summary>
    public ImmutableArray<Type> Generators { get; init; } = Gateway.SourceGenerators;

    /// <summary>Verifies the findings of both ways to reference projects.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="VerificationException">The findings differ from the expected findings.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        foreach (var reference in Enum.GetValues<LayerReference>())
        {
            var analyses = await AnalyzeAsync(reference, cancellationToken).ConfigureAwait(false);
            var expected = ExpectedDiagnostics.ToList();
            for (var index = 0; index < Layers.Count; index++)
            {
                Verify(reference, Layers[index], expected, analyses[index]);
            }

            if (expected.Count > 0)
            {
                throw new VerificationException($"Referenced as {reference}: expected and not reported: {string.Join('\n', expected)}");
            }
        }
    }

    /// <summary>All findings, by project, in the order of the code.</summary>
    /// <param name="reference">The way to reference projects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImmutableArray<Finding>> GetFindingsAsync(LayerReference reference, CancellationToken cancellationToken = default) =>
        [.. (await AnalyzeAsync(reference, cancellationToken).ConfigureAwait(false)).SelectMany(analysis => analysis.Findings)];

    /// <summary>Applies each fix that a provider offers for a finding, to the code as it is at the start.</summary>
    /// <param name="reference">The way to reference projects.</param>
    /// <param name="providers">The fixes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The titles of the applied fixes.</returns>
    public async Task<ImmutableArray<string>> ApplyAllFixesAsync(LayerReference reference, IReadOnlyCollection<CodeFixProvider> providers, CancellationToken cancellationToken = default)
    {
        var titles = ImmutableArray.CreateBuilder<string>();
        foreach (var analysis in await AnalyzeAsync(reference, cancellationToken).ConfigureAwait(false))
        {
            foreach (var diagnostic in analysis.Findings.Select(finding => finding.Diagnostic))
            {
                if (analysis.Project.GetDocument(diagnostic.Location.SourceTree) is not { } document)
                {
                    continue;
                }

                var actions = new List<CodeAction>();
                foreach (var provider in providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id)))
                {
                    await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), cancellationToken)).ConfigureAwait(false);
                }

                foreach (var action in actions)
                {
                    _ = await action.GetOperationsAsync(cancellationToken).ConfigureAwait(false);
                    titles.Add($"{diagnostic.Id}: {action.Title}");
                }
            }
        }

        return titles.ToImmutable();
    }

    /// <summary>The compilation of the highest project, after the generators ran.</summary>
    /// <param name="reference">The way to reference projects.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Compilation> CompileAsync(LayerReference reference = LayerReference.Compilation, CancellationToken cancellationToken = default)
    {
        var analyses = await AnalyzeAsync(reference, cancellationToken).ConfigureAwait(false);
        return (await analyses[^1].Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private Task<ImmutableArray<Analysis>> AnalyzeAsync(LayerReference reference, CancellationToken cancellationToken) => _analyses.GetOrAdd(
        reference,
        reference => new(() => new LayeredSolution(reference, Gateway.ReferencedAssemblies, Analyzers, Generators).AnalyzeAsync(Layers, CancellationToken.None))).Value.WaitAsync(cancellationToken);

    private static void Verify(LayerReference reference, Layer layer, List<ExpectedFinding> others, Analysis analysis)
    {
        ImmutableArray<MarkedSource> sources = [.. layer.Sources.Select(MarkedSource.Parse)];
        var expected = (from source in sources
                        from span in source.Spans
                        where span.Name?.StartsWith('#') is not true
                        select new ExpectedFinding(span.Name ?? throw new VerificationException("[|…|] names no id: write {|ID:…|}.")).At(source.Path, source.LinesOf(span))).ToList();

        // A place {|#0:…|} belongs to the project that has it.
        foreach (var other in others.Where(other => other.IsIn(sources)).ToList())
        {
            expected.Add(other.Resolve(sources));
            others.Remove(other);
        }

        try
        {
            Difference.ThrowIfAny(expected, analysis);
        }
        catch (VerificationException difference)
        {
            throw new VerificationException($"Referenced as {reference}: {layer.Name}: {difference.Message}");
        }
    }
}
