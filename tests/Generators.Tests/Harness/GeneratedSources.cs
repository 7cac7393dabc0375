extern alias generators;

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generators::TracedLlm.Generators.Members;
using generators::TracedLlm.Generators.Payloads;
using generators::TracedLlm.Generators.Spans;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>The output of a generator for a gateway.</summary>
internal sealed record GeneratedSources(GeneratorDriver Driver, CSharpCompilation Input, Compilation Output, IReadOnlyList<string> TrackedSteps)
{
    public static GeneratedSources Generate(CSharpCompilation input) => Generate(input, new TracedMethodGenerator(), TracedMethodGenerator.TrackedSteps);

    public static GeneratedSources PayloadsFrom(CSharpCompilation input) => Generate(input, new PayloadGenerator(), PayloadGenerator.TrackedSteps);

    public static GeneratedSources MembersFrom(CSharpCompilation input) => Generate(input, new TracedMemberGenerator(), TracedMemberGenerator.TrackedSteps);

    private static GeneratedSources Generate(CSharpCompilation input, IIncrementalGenerator generator, IReadOnlyList<string> trackedSteps)
    {
        var driver = CSharpGeneratorDriver.Create(
            [generator.AsSourceGenerator()],
            parseOptions: (CSharpParseOptions)input.SyntaxTrees[0].Options,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        return new(driver.RunGeneratorsAndUpdateCompilation(input, out var output, out _), input, output, trackedSteps);
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
