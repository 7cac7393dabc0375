using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>
/// Compiles code with markup for the expected findings and requires exactly these findings. Compiler errors count
/// too: the code must compile, unless the test expects an error. For the rows of a rule's tests: the compilations of all rows
/// share their references, which Microsoft.CodeAnalysis.Testing binds for each.
/// </summary>
/// <typeparam name="TAnalyzer">The analyzer under test.</typeparam>
public class CodeTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>The code, with markup, as the next file of <see cref="TestState"/>.</summary>
    public string TestCode
    {
        init => TestState.Sources.Add(value);
    }

    /// <summary>The files and their findings.</summary>
    public TestFiles TestState { get; } = new();

    /// <summary>Expected diagnostics in addition to those of the markup.</summary>
    public List<ExpectedFinding> ExpectedDiagnostics => TestState.ExpectedDiagnostics;

    /// <summary>The referenced assemblies; by default .NET 10 without ASP.NET Core.</summary>
    public ReferencedAssemblies ReferencedAssemblies { get; set; } = ReferencedAssemblies.Net.Net100;

    /// <summary>The reader whose diagnostics are verified; by default an editor, which shows all diagnostics.</summary>
    public Audience Audience { get; set; } = Audience.Editor;

    /// <summary>Ids that are neither reported nor expected.</summary>
    public List<string> DisabledDiagnostics { get; } = [];

    /// <summary>The language version; by default the newest version of the Roslyn in use.</summary>
    public LanguageVersion LanguageVersion { get; set; } = LanguageVersion.Latest;

    /// <summary>Verifies the findings.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="VerificationException">The findings differ from the expected findings.</exception>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default) =>
        Verify(TestState, await AnalyzeAsync(TestState, cancellationToken).ConfigureAwait(false));

    /// <summary>All findings on <see cref="TestState"/> with their reporters, in the order of the code.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImmutableArray<Finding>> GetFindingsAsync(CancellationToken cancellationToken = default) =>
        (await AnalyzeAsync(TestState, cancellationToken).ConfigureAwait(false)).Findings;

    /// <summary>The analyzers that run.</summary>
    protected virtual IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => [new TAnalyzer()];

    /// <summary>The generators that run before the analyzers.</summary>
    protected virtual IEnumerable<Type> GetSourceGenerators() => [];

    /// <summary>The compiler's options.</summary>
    protected virtual CSharpCompilationOptions CreateCompilationOptions() =>
        new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The files of <paramref name="state"/> without their markup.</summary>
    private protected static ImmutableArray<MarkedSource> Parse(TestFiles state) => [.. state.Sources.Select(MarkedSource.Parse)];

    private protected async Task<ProjectUnderTest> CreateProjectAsync(TestFiles state) => new(
        await ProjectUnderTest.CreateWorkspaceProjectAsync(
            Parse(state),
            state.AnalyzerConfigFiles,
            ReferencedAssemblies,
            state.AdditionalReferences.Select(path => MetadataReference.CreateFromFile(path)),
            CreateCompilationOptions().WithSpecificDiagnosticOptions(DisabledDiagnostics.ToImmutableDictionary(id => id, _ => ReportDiagnostic.Suppress)),
            new CSharpParseOptions(LanguageVersion, DocumentationMode.Diagnose)).ConfigureAwait(false),
        [.. GetDiagnosticAnalyzers()],
        [.. GetSourceGenerators()],
        Audience);

    private protected void Verify(TestFiles state, Analysis analysis)
    {
        var sources = Parse(state);
        var marked = from source in sources
                     from span in source.Spans
                     where span.Name?.StartsWith('#') is not true
                     select new ExpectedFinding(span.Name ?? OnlyIdOf(GetDiagnosticAnalyzers())).At(source.Path, source.LinesOf(span));

        Difference.ThrowIfAny([.. marked, .. state.ExpectedDiagnostics.Select(expected => expected.Resolve(sources))], analysis);
    }

    private protected async Task<Analysis> AnalyzeAsync(TestFiles state, CancellationToken cancellationToken) =>
        await (await CreateProjectAsync(state).ConfigureAwait(false)).AnalyzeAsync(cancellationToken).ConfigureAwait(false);

    private static string OnlyIdOf(IEnumerable<DiagnosticAnalyzer> analyzers) =>
        analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(rule => rule.Id).Distinct().ToArray() is [var id]
            ? id
            : throw new VerificationException($"[|…|] names no id, and {typeof(TAnalyzer).Name} has several: write {{|ID:…|}}.");
}
