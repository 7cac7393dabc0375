using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>Compiles the source of a gateway as its author would: nullable, unsafe code allowed, warnings as errors.</summary>
internal static class Gateway
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Runtime.CompilerServices;
        using System.Threading;
        using System.Threading.Tasks;
        using TracedLlm;

        """;

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal)
                    || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(LlmSpan).Assembly.Location),
    ];

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest);

    // All compilations derive from this one: they share its references, which take longer to bind than most sources to compile.
    private static readonly CSharpCompilation Empty = CreateEmpty();

    public static CSharpCompilation Compile(string source, LanguageVersion language = LanguageVersion.Latest, params MetadataReference[] further) =>
        Empty.AddReferences(further).AddSyntaxTrees(Parse(Usings + source, "Gateway.cs", language));

    private static CSharpCompilation CreateEmpty()
    {
        var empty = CSharpCompilation.Create(
            "Gateway",
            [],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                generalDiagnosticOption: ReportDiagnostic.Error,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: [new("CS8019", ReportDiagnostic.Suppress), new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]));

        // A compilation binds its references when the first type of them is asked for.
        _ = empty.GetSpecialType(SpecialType.System_Object);
        return empty;
    }

    public static SyntaxTree Parse(string source, string path, LanguageVersion language = LanguageVersion.Latest) =>
        CSharpSyntaxTree.ParseText(source, ParseOptions.WithLanguageVersion(language), path);

    /// <summary>The same compilation of <paramref name="source"/> alone, without the usual usings.</summary>
    public static CSharpCompilation ReplaceSource(this CSharpCompilation compilation, string source, DocumentationMode documentation = DocumentationMode.Parse) =>
        compilation.ReplaceSyntaxTree(compilation.SyntaxTrees[0], CSharpSyntaxTree.ParseText(source, ParseOptions.WithDocumentationMode(documentation), "Gateway.cs"));

    /// <summary>An assembly of its own, to reference.</summary>
    public static ImmutableArray<byte> Emit(string source, string assemblyName)
    {
        using var stream = new MemoryStream();
        var result = Compile(source).WithAssemblyName(assemblyName).Emit(stream);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        return [.. stream.ToArray()];
    }
}
