using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Bench.Build.Gateway;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Bench.Build.Compiler;

/// <summary>The gateway, compiled in this process, so that generators and rules can report their steps and times.</summary>
internal sealed class InProcess
{
    private const string Usings = """
        global using global::Microsoft.AspNetCore.Builder;
        global using global::Microsoft.AspNetCore.Http;
        global using global::Microsoft.AspNetCore.Routing;
        global using global::Microsoft.Extensions.Configuration;
        global using global::Microsoft.Extensions.Logging;
        global using global::Microsoft.AspNetCore.Hosting;
        global using global::Microsoft.Extensions.DependencyInjection;
        global using global::Microsoft.Extensions.Hosting;
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.IO;
        global using global::System.Linq;
        global using global::System.Net.Http;
        global using global::System.Net.Http.Json;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;
        global using global::TracedLlm;
        """;

    private InProcess(CSharpCompilation compilation) => Compilation = compilation;

    /// <summary>All rules.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
        [.. Instances<DiagnosticAnalyzer>(typeof(TracedMethodNotPartial), typeof(DiagnosticAnalyzerAttribute)).Where(static analyzer => analyzer is not DiagnosticSuppressor)];

    /// <summary>The compilation before generators run.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>Analyzer options without settings.</summary>
    public AnalyzerOptions Options { get; } = new([]);

    /// <summary>Parses a project.</summary>
    /// <param name="workload">The project.</param>
    public static InProcess Compile(Workload workload) => new(CSharpCompilation.Create(
        "Gateway",
        [.. workload.Files.Append(new("Usings.cs", Usings)).Select(static file => Parse(file.Value, file.Key))],
        [
            .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
                .Where(static file => Path.GetDirectoryName(file) is { } folder && !AppContext.BaseDirectory.StartsWith(folder, StringComparison.Ordinal))
                .Append(typeof(TracedLlmRouteAttribute).Assembly.Location)
                .Select(static file => MetadataReference.CreateFromFile(file)),
        ],
        new CSharpCompilationOptions(workload.Kind, nullableContextOptions: NullableContextOptions.Enable)));

    /// <summary>A driver with all generators that records their steps.</summary>
    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [.. Instances<IIncrementalGenerator>(typeof(TracedMethodGenerator), typeof(GeneratorAttribute)).Select(static generator => generator.AsSourceGenerator())],
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The compilation with the generated files.</summary>
    public Compilation Generated()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation, out var generated, out _);
        var errors = generated.GetDiagnostics().Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count == 0 ? generated : throw new InvalidOperationException($"The gateway does not compile: {errors[0]}");
    }

    /// <summary>The compilation with a changed text in one file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The text to replace.</param>
    /// <param name="by">The new text.</param>
    public CSharpCompilation Edited(string path, string text, string by)
    {
        var tree = Compilation.SyntaxTrees.Single(tree => tree.FilePath == path);
        var before = tree.ToString();
        return before.Contains(text, StringComparison.Ordinal)
            ? Compilation.ReplaceSyntaxTree(tree, Parse(before.Replace(text, by, StringComparison.Ordinal), path))
            : throw new InvalidOperationException($"{path} has no '{text}'.");
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Latest), path);

    private static IEnumerable<T> Instances<T>(Type one, Type attribute) => one.Assembly.GetTypes()
        .Where(type => type.IsDefined(attribute, inherit: false))
        .Select(static type => (T)Activator.CreateInstance(type)!);
}
