using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>A <see cref="CodeTest{TAnalyzer}"/> in the project of a gateway.</summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
public class RuleTest<TAnalyzer> : CodeTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <summary>A test in the project of a gateway.</summary>
    public RuleTest()
    {
        ReferencedAssemblies = Gateway.ReferencedAssemblies;
        TestState.Sources.Add(Gateway.Usings);
    }

    /// <summary>Settings for all C# files: <c>tlm2001.accepted_exceptions = …</c>, <c>dotnet_diagnostic.TLM2001.severity = …</c>.</summary>
    public string EditorConfig
    {
        init => TestState.AnalyzerConfigFiles.Add(("/.editorconfig", $"root = true\n\n[*.cs]\n{value}\n"));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Type> GetSourceGenerators() => Gateway.SourceGenerators;
}
