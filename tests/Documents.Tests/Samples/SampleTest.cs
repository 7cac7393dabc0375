using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using OpenTelemetry.Logs;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Export;
using TracedLlm.Testing.Roslyn;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Viewer;

namespace TracedLlm.Documents.Tests.Samples;

/// <summary>Compiles a sample in the project of a gateway with all packages, generators and rules.</summary>
internal sealed class SampleTest : RuleTest<TracedMethodNotPartial>
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules =
    [
        .. typeof(TracedMethodNotPartial).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false) && !typeof(DiagnosticSuppressor).IsAssignableFrom(type))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    private static readonly ReferencedAssemblies Packages = Gateway.ReferencedAssemblies.AddAssemblies(
        typeof(TracedLlmExportOptions).Assembly.Location,
        typeof(TracedLlmViewerOptions).Assembly.Location,
        typeof(OpenTelemetry.Trace.TracerProvider).Assembly.Location,
        typeof(OpenTelemetryLoggerOptions).Assembly.Location,
        typeof(OpenTelemetry.IOpenTelemetryBuilder).Assembly.Location,
        typeof(OpenTelemetry.Exporter.OtlpExporterOptions).Assembly.Location);

    public SampleTest(Sample sample)
    {
        ReferencedAssemblies = Packages;
        TestState.Sources.Add(("Sample.cs", SampleFile.Create(sample)));
        var own = SampleFile.TypesOf(sample).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(SourcePath.Of("/_/tests/Documents.Tests/Context"), "*.cs").Where(file => !own.Contains(Path.GetFileNameWithoutExtension(file))))
        {
            TestState.Sources.Add((Path.GetFileName(file), File.ReadAllText(file)));
        }
    }

    protected override IEnumerable<DiagnosticAnalyzer> GetDiagnosticAnalyzers() => Rules;
}
