using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn;

/// <summary>The code of a test as a project of a workspace, so that fixes can be applied, with its generators and analyzers.</summary>
internal sealed record ProjectUnderTest(
    Project Project,
    ImmutableArray<DiagnosticAnalyzer> Analyzers,
    ImmutableArray<Type> Generators,
    Audience Audience)
{
    /// <summary>Whether generators also write what only builds need.</summary>
    public bool WritesBuildOutputs { get; init; } = true;

    // Each test adds its files to one of these projects. Compilations that derive from one compilation share its references:
    // binding the three hundred references of a gateway takes longer than compiling the code of most tests.
    private static readonly ConcurrentDictionary<(ReferencedAssemblies References, CSharpCompilationOptions CompilationOptions, CSharpParseOptions ParseOptions), Lazy<Task<Project>>> EmptyProjects = new();

    public static async Task<Project> CreateWorkspaceProjectAsync(
        IEnumerable<MarkedSource> sources,
        IEnumerable<(string Path, string Content)> analyzerConfigFiles,
        ReferencedAssemblies references,
        IEnumerable<MetadataReference> additionalReferences,
        CSharpCompilationOptions compilationOptions,
        CSharpParseOptions parseOptions)
    {
        var project = (await GetEmptyProjectAsync(references, compilationOptions, parseOptions).ConfigureAwait(false)).AddMetadataReferences(additionalReferences);

        foreach (var source in sources)
        {
            project = project.AddDocument(Path.GetFileName(source.Path), SourceText.From(source.Text), filePath: source.Path).Project;
        }

        foreach (var (path, content) in analyzerConfigFiles)
        {
            project = project.AddAnalyzerConfigDocument(Path.GetFileName(path), SourceText.From(content), filePath: path).Project;
        }

        return project;
    }

    /// <summary>A project without files, whose references are bound.</summary>
    public static Task<Project> GetEmptyProjectAsync(ReferencedAssemblies references, CSharpCompilationOptions compilationOptions, CSharpParseOptions parseOptions) =>
        EmptyProjects.GetOrAdd(
            (references, compilationOptions, parseOptions),
            static key => new(() => CreateEmptyProjectAsync(key.References, key.CompilationOptions, key.ParseOptions))).Value;

    private static async Task<Project> CreateEmptyProjectAsync(ReferencedAssemblies references, CSharpCompilationOptions compilationOptions, CSharpParseOptions parseOptions)
    {
#pragma warning disable CA2000 // The project lives as long as its workspace.
        var project = new AdhocWorkspace().AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(),
            VersionStamp.Create(),
            name: "TestProject",
            assemblyName: "TestProject",
            LanguageNames.CSharp,
            compilationOptions: compilationOptions,
            parseOptions: parseOptions,
            metadataReferences: references.References));
#pragma warning restore CA2000

        // A compilation binds its references when code requests the first type of a reference.
        var compilation = (await project.GetCompilationAsync().ConfigureAwait(false))!;
        _ = compilation.GetSpecialType(SpecialType.System_Object);
        return project;
    }

    public async Task<Analysis> AnalyzeAsync(CancellationToken cancellationToken)
    {
        var (project, generated, generatorDiagnostics) = await GenerateAsync(cancellationToken).ConfigureAwait(false);
        var compilation = (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false))!;
        var generatedPaths = generated.Select(id => project.GetDocument(id)!.FilePath).ToHashSet();

        var isAnalyzed = !Analyzers.IsEmpty && (Audience is not Audience.Build || !HasDeclarationErrors(compilation, cancellationToken));
        var all = isAnalyzed
            ? await AnalyzeAsync(compilation, project.AnalyzerOptions, cancellationToken).ConfigureAwait(false)
            : compilation.GetDiagnostics(cancellationToken);

        // A suppressor removes compiler diagnostics that a test must still expect.
        var ofCompiler = isAnalyzed && Analyzers.Any(analyzer => analyzer is DiagnosticSuppressor) ? compilation.GetDiagnostics(cancellationToken) : all.Where(IsOfCompiler);
        var compilerDiagnostics = ofCompiler
            .Where(diagnostic => !diagnostic.IsSuppressed && IsCounted(diagnostic, generatedPaths.Contains(diagnostic.Location.SourceTree?.FilePath)));
        var analyzerDiagnostics = all.Where(diagnostic => !diagnostic.IsSuppressed && !IsOfCompiler(diagnostic));

        return new Analysis(project, generated, [
            .. compilerDiagnostics.Select(diagnostic => new Finding(FindingOrigin.Compiler, diagnostic))
                .Concat(generatorDiagnostics.Select(diagnostic => new Finding(FindingOrigin.Generator, diagnostic)))
                .Concat(analyzerDiagnostics.Select(diagnostic => new Finding(FindingOrigin.Analyzer, diagnostic)))
                .OrderBy(finding => finding.Diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
                .ThenBy(finding => finding.Diagnostic.Location.SourceSpan)
                .ThenBy(finding => finding.Diagnostic.Id, StringComparer.Ordinal)]);
    }

    private static bool HasDeclarationErrors(Compilation compilation, CancellationToken cancellationToken) =>
        compilation.GetParseDiagnostics(cancellationToken).Concat(compilation.GetDeclarationDiagnostics(cancellationToken))
            .Any(diagnostic => diagnostic is { Severity: DiagnosticSeverity.Error, IsSuppressed: false });

    // Warnings in generated code count, because an author cannot repair them.
    private static bool IsCounted(Diagnostic diagnostic, bool isGenerated) =>
        diagnostic.Severity is DiagnosticSeverity.Error || (isGenerated && diagnostic.Severity is DiagnosticSeverity.Warning);

    private async Task<(Project Project, ImmutableArray<DocumentId> Generated, ImmutableArray<Diagnostic> Diagnostics)> GenerateAsync(CancellationToken cancellationToken)
    {
        if (Generators.IsEmpty)
        {
            return (Project, [], []);
        }

        var compilation = (await Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false))!;
        var run = CSharpGeneratorDriver.Create(
                Generators.Select(Instantiate),
                Project.AnalyzerOptions.AdditionalFiles,
                (CSharpParseOptions)Project.ParseOptions!,
                Project.AnalyzerOptions.AnalyzerConfigOptionsProvider,
                new GeneratorDriverOptions(WritesBuildOutputs ? IncrementalGeneratorOutputKind.None : IncrementalGeneratorOutputKind.Implementation))
            .RunGenerators(compilation, cancellationToken)
            .GetRunResult();

        var project = Project;
        var generated = ImmutableArray.CreateBuilder<DocumentId>();
        foreach (var tree in run.GeneratedTrees)
        {
            var document = project.AddDocument(Path.GetFileName(tree.FilePath), await tree.GetTextAsync(cancellationToken).ConfigureAwait(false), filePath: $"/generated/{tree.FilePath}");
            generated.Add(document.Id);
            project = document.Project;
        }

        return (project, generated.ToImmutable(), [.. run.Diagnostics.Where(diagnostic => !diagnostic.IsSuppressed)]);
    }

    private static ISourceGenerator Instantiate(Type generator) => Activator.CreateInstance(generator) switch
    {
        IIncrementalGenerator incremental => incremental.AsSourceGenerator(),
        ISourceGenerator source => source,
        _ => throw new VerificationException($"{generator} is no source generator."),
    };

    private async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation, AnalyzerOptions options, CancellationToken cancellationToken)
    {
        // All diagnostics, not only those of analyzers: compiler diagnostics count too, and a suppressor runs only if the diagnostics
        // that it suppresses are requested.
        var withAnalyzers = compilation.WithAnalyzers(Analyzers, new CompilationWithAnalyzersOptions(
            options,
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false,
            reportSuppressedDiagnostics: false));
        return await withAnalyzers.GetAllDiagnosticsAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOfCompiler(Diagnostic diagnostic) => diagnostic.Descriptor.CustomTags.Contains(WellKnownDiagnosticTags.Compiler);
}
