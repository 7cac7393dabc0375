using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Testing.Roslyn.Layers;

/// <summary>The projects of a solution in a workspace, lowest first, each analyzed after its generators ran.</summary>
internal sealed class LayeredSolution(LayerReference reference, ReferencedAssemblies assemblies, ImmutableArray<DiagnosticAnalyzer> analyzers, ImmutableArray<Type> generators)
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    /// <summary>The findings of every project.</summary>
    public async Task<ImmutableArray<Analysis>> AnalyzeAsync(IEnumerable<Layer> layers, CancellationToken cancellationToken)
    {
        using var workspace = new AdhocWorkspace();
        var solution = workspace.CurrentSolution;
        var below = new List<(ProjectId Id, MetadataReference? Image)>();
        var analyses = ImmutableArray.CreateBuilder<Analysis>();
        foreach (var layer in layers)
        {
            var under = new ProjectUnderTest(AddTo(solution, layer, below), analyzers, generators, Audience.Editor)
            {
                WritesBuildOutputs = reference is LayerReference.Assembly,
            };
            var analysis = await under.AnalyzeAsync(cancellationToken).ConfigureAwait(false);
            analyses.Add(analysis);
            solution = analysis.Project.Solution;
            below.Add((analysis.Project.Id, reference is LayerReference.Assembly ? await EmitAsync(analysis.Project, cancellationToken).ConfigureAwait(false) : null));
        }

        return analyses.ToImmutable();
    }

    private Project AddTo(Solution solution, Layer layer, List<(ProjectId Id, MetadataReference? Image)> below)
    {
        var id = ProjectId.CreateNewId(layer.Name);
        var project = solution.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            layer.Name,
            layer.Name,
            LanguageNames.CSharp,
            compilationOptions: new CSharpCompilationOptions(layer.OutputKind, nullableContextOptions: NullableContextOptions.Enable),
            parseOptions: ParseOptions,
            metadataReferences: assemblies.References.Concat(below.Select(static one => one.Image).OfType<MetadataReference>()),
            projectReferences: below.Where(static one => one.Image is null).Select(static one => new ProjectReference(one.Id)))).GetProject(id)!;

        foreach (var source in layer.Sources.Append(new SourceFile($"/{layer.Name}{Gateway.Usings.Path}", Gateway.Usings.Content)).Select(MarkedSource.Parse))
        {
            project = project.AddDocument(Path.GetFileName(source.Path), SourceText.From(source.Text), filePath: source.Path).Project;
        }

        return project;
    }

    private static async Task<MetadataReference> EmitAsync(Project project, CancellationToken cancellationToken)
    {
        var compilation = (await project.GetCompilationAsync(cancellationToken).ConfigureAwait(false))!;
        using var image = new MemoryStream();
        var result = compilation.Emit(image, cancellationToken: cancellationToken);
        return result.Success
            ? MetadataReference.CreateFromImage(image.ToArray())
            : throw new VerificationException($"'{project.Name}' does not compile:\n{string.Join('\n', result.Diagnostics.Where(static one => one.Severity is DiagnosticSeverity.Error))}");
    }
}
