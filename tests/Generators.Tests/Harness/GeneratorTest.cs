using System.Runtime.CompilerServices;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>What every test of a generated file requires.</summary>
internal static class GeneratorTest
{
    /// <summary>
    /// The generated files are as checked in under the test's name, compile without a warning, and are made by steps that
    /// cache, hold plain values and see real edits.
    /// </summary>
    public static Generated Emits(string source, [CallerMemberName] string name = "", [CallerFilePath] string testFile = "")
    {
        var generated = Generated.From(Gateway.Compile(source.StartsWith("namespace", StringComparison.Ordinal) ? source : "namespace Gateway;\n" + source));
        Assert.Empty(generated.Reported);
        Snapshot.Match(generated.Sources, name, testFile);
        Assert.Empty(generated.CompilerDiagnostics);

        // Analyzers see the generated half beside the author's.
        Assert.Equal(Problems.ForAnalyzers(generated.Input), Problems.ForAnalyzers(generated.Output));
        IncrementalSteps.AreCached(generated);
        IncrementalSteps.HoldPlainValues(generated);
        IncrementalSteps.SeeRealEdits(generated);
        return generated;
    }
}
