using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>What the generator made of a gateway.</summary>
internal sealed record Generated(GeneratorDriver Driver, CSharpCompilation Input, Compilation Output)
{
    public static Generated From(CSharpCompilation input)
    {
        var driver = CSharpGeneratorDriver.Create(
            [new TracedMethodGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)input.SyntaxTrees[0].Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new(driver.RunGeneratorsAndUpdateCompilation(input, out var output, out _), input, output);
    }

    public GeneratorRunResult Result => Driver.GetRunResult().Results.Single();

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Reported => Result.Diagnostics;

    /// <summary>Errors and warnings of the compiler, in the author's code and in the generated.</summary>
    public IEnumerable<Diagnostic> CompilerDiagnostics => Output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    /// <summary>All generated files as one text.</summary>
    public string Sources => string.Join(
        "\n",
        Result.GeneratedSources
            .OrderBy(source => source.HintName, StringComparer.Ordinal)
            .Select(source => $"===== {source.HintName}\n{source.SourceText}"));
}
