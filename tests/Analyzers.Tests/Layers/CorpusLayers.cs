using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Tests.Corpus;
using TracedLlm.Testing.Roslyn;
using TracedLlm.Testing.Roslyn.Layers;

namespace TracedLlm.Analyzers.Tests.Layers;

/// <summary>Divides a project of the corpus into layers, by its files: a file goes into the lowest layer that it compiles in.</summary>
internal static class CorpusLayers
{
    private static readonly string[] Names = ["Lower", "Middle", "Upper"];

    private static readonly ConcurrentDictionary<(CorpusProject Project, int Count), Lazy<Task<LayeredTest>>> Tests = new();
    private static readonly ConcurrentDictionary<CorpusProject, Lazy<Task<List<CorpusFile>>>> Lowest = new();

    /// <summary>The project in layers, with all rules on. All tests share it.</summary>
    public static Task<LayeredTest> TestOf(CorpusProject project, int count) =>
        Tests.GetOrAdd((project, count), static key => new(async () => AllRulesInLayers.With([.. await DivideAsync(key.Project, key.Count)]))).Value;

    private static async Task<ImmutableArray<Layer>> DivideAsync(CorpusProject project, int count)
    {
        var shared = project.Files.Where(IsShared).ToList();
        var left = project.Files.Except(shared).ToList();
        var layers = new List<Layer>();
        for (var index = 0; index < count - 1; index++)
        {
            // Half of the files that could all be in this layer, if there is a layer between it and the highest.
            var candidates = left.Where(file => !HasStart(file)).ToList();
            var fitting = index == 0
                ? await Lowest.GetOrAdd(project, _ => new(() => FittingAsync([], Names[0], candidates, shared))).Value
                : await FittingAsync(layers, Names[index], candidates, shared);
            var files = index < count - 2 ? await FittingAsync(layers, Names[index], [.. fitting.Take((fitting.Count + 1) / 2)], shared) : fitting;
            layers.Add(LayerWith(Names[index], files, shared));
            left = [.. left.Except(files)];
        }

        layers.Add(LayerWith(Names[^1], left, shared, OutputKind.ConsoleApplication));
        return [.. layers];
    }

    /// <summary>The files that compile without the others.</summary>
    private static async Task<List<CorpusFile>> FittingAsync(List<Layer> below, string name, List<CorpusFile> files, List<CorpusFile> shared)
    {
        while (files.Count > 0)
        {
            var test = new LayeredTest();
            foreach (var layer in below.Append(LayerWith(name, files, shared)))
            {
                test.Layers.Add(layer);
            }

            var broken = (await test.GetFindingsAsync(LayerReference.Compilation))
                .Where(finding => finding.Origin is FindingOrigin.Compiler)
                .Select(finding => finding.Diagnostic.Location.GetLineSpan().Path)
                .ToHashSet();
            if (broken.Count == 0)
            {
                break;
            }

            // The parts of a type stay together.
            var types = files.Where(file => broken.Contains(PathOf(name, file))).SelectMany(TypesIn).ToHashSet();
            var rest = files.Where(file => !TypesIn(file).Any(types.Contains)).ToList();
            files = rest.Count < files.Count ? rest : [];
        }

        return files;
    }

    private static Layer LayerWith(string name, IEnumerable<CorpusFile> files, IEnumerable<CorpusFile> shared, OutputKind kind = OutputKind.DynamicallyLinkedLibrary)
    {
        var layer = new Layer(name) { OutputKind = kind };
        var own = files.ToList();

        // The shared usings name the namespaces of the other files.
        foreach (var file in own.Count == 0 ? own : own.Concat(shared))
        {
            layer.Sources.Add((PathOf(name, file), string.Join('\n', file.Lines)));
        }

        var friends = Names.Where(other => other != name).Select(other => $"[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"{other}\")]");
        layer.Sources.Add(($"/{name}/Friends.cs", string.Join('\n', friends)));
        return layer;
    }

    private static string PathOf(string layer, CorpusFile file) => $"/{layer}/{file.Path}";

    private static bool HasStart(CorpusFile file) => RootOf(file).Members.Any(member => member is GlobalStatementSyntax) || TypesIn(file).Contains("Program");

    private static bool IsShared(CorpusFile file) => RootOf(file) is { Members.Count: 0, AttributeLists.Count: 0 };

    private static IEnumerable<string> TypesIn(CorpusFile file) =>
        RootOf(file).DescendantNodes().OfType<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.ValueText);

    private static CompilationUnitSyntax RootOf(CorpusFile file) => CSharpSyntaxTree.ParseText(string.Join('\n', file.Lines)).GetCompilationUnitRoot();
}
