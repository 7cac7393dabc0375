using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>A gateway whose projects are compiled, with generated code, and reference each other in one way.</summary>
internal sealed class GatewaySolution
{
    private readonly ImmutableArray<(CSharpCompilation Source, GeneratorDriver Driver)> _projects;
    private readonly Referencing _referencing;

    private GatewaySolution(ImmutableArray<(CSharpCompilation Source, GeneratorDriver Driver)> projects, ImmutableArray<Compilation> compilations, Referencing referencing)
    {
        _projects = projects;
        Compilations = compilations;
        _referencing = referencing;
    }

    /// <summary>The projects with their generated code, the lowest first.</summary>
    public ImmutableArray<Compilation> Compilations { get; }

    /// <summary>Compiles a gateway.</summary>
    public static GatewaySolution Create(CorpusGateway gateway, Referencing referencing)
    {
        var projects = ImmutableArray.CreateBuilder<(CSharpCompilation Source, GeneratorDriver Driver)>();
        var compilations = ImmutableArray.CreateBuilder<Compilation>();
        var below = new List<MetadataReference>();
        foreach (var layer in GatewayLayer.Read(gateway))
        {
            var source = layer.Compile(below);
            var driver = GatewayLayer.CreateDriver().RunGeneratorsAndUpdateCompilation(source, out var complete, out _);
            projects.Add((source, driver));
            compilations.Add(complete);
            below.Add(ReferenceTo(complete, referencing));
        }

        return new(projects.ToImmutable(), compilations.ToImmutable(), referencing);
    }

    /// <summary>The same solution with other texts in some of its files.</summary>
    public GatewaySolution With(IReadOnlyDictionary<string, string> texts)
    {
        var projects = _projects.ToBuilder();
        var compilations = Compilations.ToBuilder();
        for (var i = 0; i < projects.Count; i++)
        {
            var source = projects[i].Source;
            foreach (var tree in source.SyntaxTrees.Where(tree => texts.ContainsKey(tree.FilePath)))
            {
                source = source.ReplaceSyntaxTree(tree, GatewayLayer.Parse(tree.FilePath, texts[tree.FilePath]));
            }

            for (var lower = 0; lower < i; lower++)
            {
                if (compilations[lower] != Compilations[lower])
                {
                    var old = source.References.Single(reference => NameOf(source, reference) == compilations[lower].AssemblyName);
                    source = source.ReplaceReference(old, ReferenceTo(compilations[lower], _referencing));
                }
            }

            if (source != projects[i].Source)
            {
                var driver = projects[i].Driver.RunGeneratorsAndUpdateCompilation(source, out var complete, out _);
                projects[i] = (source, driver);
                compilations[i] = complete;
            }
        }

        return new(projects.ToImmutable(), compilations.ToImmutable(), _referencing);
    }

    /// <summary>
    /// What the compiler, the generators and the rules report, except on the projects that are those of
    /// <paramref name="unchanged"/>: errors of the compiler, and everything of the others.
    /// </summary>
    public async Task<ImmutableArray<Diagnostic>> FindAsync(ImmutableArray<DiagnosticAnalyzer> rules, GatewaySolution? unchanged = null)
    {
        var found = ImmutableArray.CreateBuilder<Diagnostic>();
        for (var i = 0; i < Compilations.Length; i++)
        {
            if (unchanged is null || Compilations[i] != unchanged.Compilations[i])
            {
                found.AddRange(_projects[i].Driver.GetRunResult().Diagnostics);
                found.AddRange(rules.IsEmpty ? Compilations[i].GetDiagnostics() : await Compilations[i].WithAnalyzers(rules).GetAllDiagnosticsAsync());
            }
        }

        return [.. found.Where(static diagnostic => IsError(diagnostic) || !IsOfCompiler(diagnostic))];
    }

    /// <summary>Whether a diagnostic says that the code does not compile.</summary>
    public static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error && IsOfCompiler(diagnostic);

    private static bool IsOfCompiler(Diagnostic diagnostic) => diagnostic.Id.StartsWith("CS", StringComparison.Ordinal);

    private static MetadataReference ReferenceTo(Compilation compilation, Referencing referencing)
    {
        if (referencing == Referencing.Compilation)
        {
            return compilation.ToMetadataReference();
        }

        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        // A plant that does not compile is found by its errors; what is reported above it does not count.
        return emitted.Success ? MetadataReference.CreateFromImage(image.ToArray()) : compilation.ToMetadataReference();
    }

    private static string? NameOf(Compilation compilation, MetadataReference reference) =>
        (compilation.GetAssemblyOrModuleSymbol(reference) as IAssemblySymbol)?.Name;
}
