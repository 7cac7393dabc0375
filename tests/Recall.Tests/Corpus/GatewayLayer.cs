using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>The sources of one project of a gateway.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Trees">The files, by path: <c>Harbor/Core/PolicyEngine.cs</c>.</param>
/// <param name="IsApplication">Whether the project has an entry point.</param>
internal sealed record GatewayLayer(string Name, ImmutableArray<SyntaxTree> Trees, bool IsApplication)
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse);

    private static readonly ImmutableArray<MetadataReference> References =
        [.. Gateway.ReferencedAssemblies.References, MetadataReference.CreateFromFile(typeof(Newtonsoft.Json.JsonConvert).Assembly.Location)];

    /// <summary>The layers of a gateway, the lowest first.</summary>
    public static ImmutableArray<GatewayLayer> Read(CorpusGateway gateway) => gateway.Layers is []
        ? [Read(gateway.Name, gateway.Name, isApplication: true)]
        : [.. gateway.Layers.Select((layer, index) => Read($"{gateway.Name}.{layer}", $"{gateway.Name}/{layer}", index == gateway.Layers.Length - 1))];

    /// <summary>The project without what generators write.</summary>
    public CSharpCompilation Compile(IEnumerable<MetadataReference> below) => CSharpCompilation.Create(
        Name,
        [Parse($"{Name}/Usings.g.cs", Gateway.Usings.Content), .. Trees],
        [.. References, .. below],
        new CSharpCompilationOptions(
            IsApplication ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A driver of all generators.</summary>
    public static CSharpGeneratorDriver CreateDriver() => CSharpGeneratorDriver.Create(Rules.Generators, parseOptions: ParseOptions);

    /// <summary>A file of the corpus with another text.</summary>
    public static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text), ParseOptions, path);

    private static GatewayLayer Read(string name, string folder, bool isApplication)
    {
        var root = Root();
        return new(
            name,
            [
                .. Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
                    .Select(file => (Path: Path.GetRelativePath(root, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
                    .OrderBy(file => file.Path, StringComparer.Ordinal)
                    .Select(file => Parse(file.Path, file.Text)),
            ],
            isApplication);
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "Gateways"));
}
