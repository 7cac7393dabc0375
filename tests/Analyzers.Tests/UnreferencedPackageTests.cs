using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests;

/// <summary>In a project that does not reference TracedLlm the rules register no action and report nothing.</summary>
public class UnreferencedPackageTests
{
    // Attributes of the same names, in the global namespace.
    private const string Source = """
        class TracedStageAttribute(string name) : System.Attribute { public string Name => name; }
        class SpanTagAttribute(string name) : System.Attribute { public string Name => name; }
        class C { [TracedStage("x")] void Run([SpanTag("y")] string a) { } }
        """;

    [Fact]
    public Task Nothing_is_reported() => new AllRulesWithoutTracedLlm { TestCode = Source }.RunAsync();

    [Fact]
    public async Task Nothing_is_registered()
    {
        var compilation = CSharpCompilation.Create(
            "WithoutTracedLlm",
            [CSharpSyntaxTree.ParseText(Source)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var withAnalyzers = compilation.WithAnalyzers(AllRules.Analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true));
        await withAnalyzers.GetAllDiagnosticsAsync();

        foreach (var analyzer in AllRules.Analyzers)
        {
            var telemetry = await withAnalyzers.GetAnalyzerTelemetryInfoAsync(analyzer, CancellationToken.None);
            Assert.Equal((1, 0), (telemetry.CompilationStartActionsCount, Actions(telemetry)));
        }
    }

    private static int Actions(Microsoft.CodeAnalysis.Diagnostics.Telemetry.AnalyzerTelemetryInfo telemetry) => ImmutableArray.Create(
        telemetry.SymbolActionsCount,
        telemetry.SymbolStartActionsCount,
        telemetry.SyntaxNodeActionsCount,
        telemetry.SyntaxTreeActionsCount,
        telemetry.SemanticModelActionsCount,
        telemetry.OperationActionsCount,
        telemetry.OperationBlockActionsCount,
        telemetry.OperationBlockStartActionsCount,
        telemetry.CodeBlockActionsCount,
        telemetry.CodeBlockStartActionsCount,
        telemetry.CompilationActionsCount,
        telemetry.CompilationEndActionsCount).Sum();

    private sealed class AllRulesWithoutTracedLlm : CodeTest<TracedMethodNotPartial>
    {
        protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => AllRules.Analyzers;

        protected override IEnumerable<Type> GetSourceGenerators() => Gateway.SourceGenerators;
    }
}
