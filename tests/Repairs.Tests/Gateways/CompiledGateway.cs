using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Repairs.Tests.Gateways;

/// <summary>A gateway's source, compiled with the generators as its author's build does it, and loaded.</summary>
internal sealed class CompiledGateway
{
    private const string Usings = """
        global using global::Microsoft.AspNetCore.Builder;
        global using global::Microsoft.AspNetCore.Http;
        global using global::Microsoft.Extensions.DependencyInjection;
        global using global::Microsoft.Extensions.Hosting;
        global using global::System;
        global using global::System.Collections.Generic;
        global using global::System.Linq;
        global using global::System.Net.Http;
        global using global::System.Threading;
        global using global::System.Threading.Tasks;
        global using global::TracedLlm;
        """;

    private readonly Func<WebApplicationBuilder, Uri, WebApplication> _build;

    private CompiledGateway(Assembly assembly) =>
        _build = assembly.GetType("MessagesGateway")!.GetMethod("Build")!.CreateDelegate<Func<WebApplicationBuilder, Uri, WebApplication>>();

    /// <summary>Compiles a source.</summary>
    /// <exception cref="InvalidOperationException">It does not compile.</exception>
    public static CompiledGateway Compile(string source)
    {
        var parsing = new CSharpParseOptions(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            $"Gateway_{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(Usings, parsing), CSharpSyntaxTree.ParseText(source, parsing)],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsReferenced).Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver
            .Create(Gateway.SourceGenerators.Select(generator => ((IIncrementalGenerator)Activator.CreateInstance(generator)!).AsSourceGenerator()), parseOptions: parsing)
            .RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var image = new MemoryStream();
        var result = generated.Emit(image);
        return result.Success
            ? new CompiledGateway(Assembly.Load(image.ToArray()))
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
    }

    /// <summary>The application, not yet started.</summary>
    /// <param name="builder">With the tests' settings.</param>
    /// <param name="upstream">Where its provider is.</param>
    public WebApplication Build(WebApplicationBuilder builder, Uri upstream) => _build(builder, upstream);

    // The platform, and of ours what a gateway references.
    private static bool IsReferenced(string file) =>
        Path.GetFileNameWithoutExtension(file) is var name && (name is "TracedLlm" or "TracedLlm.Export" || !name.StartsWith("TracedLlm", StringComparison.Ordinal));
}
