using System.Runtime.CompilerServices;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>The checks that every test of a generated file runs.</summary>
internal static class GeneratorTest
{
    /// <summary>
    /// The generated files are as checked in under the test's name, compile without a warning, and are made by steps that
    /// cache, hold plain values and see real edits.
    /// </summary>
    public static GeneratedSources Emits(string source, [CallerMemberName] string name = "", [CallerFilePath] string testFile = "") =>
        Check(GeneratedSources.Generate(Gateway.Compile(InNamespace(source))), name, testFile);

    /// <summary>The same of the generator of payload readers.</summary>
    public static GeneratedSources EmitsPayloads(string source, [CallerMemberName] string name = "", [CallerFilePath] string testFile = "") =>
        Check(GeneratedSources.PayloadsFrom(Gateway.Compile(InNamespace(source))), name, testFile);

    /// <summary>The same of the generator of the list of what is traced.</summary>
    public static GeneratedSources EmitsMembers(string source, [CallerMemberName] string name = "", [CallerFilePath] string testFile = "") =>
        Check(GeneratedSources.MembersFrom(Gateway.Compile(InNamespace(source))), name, testFile);

    private static string InNamespace(string source) =>
        source.StartsWith("namespace", StringComparison.Ordinal) ? source : "namespace Gateway;\n" + source;

    private static GeneratedSources Check(GeneratedSources generated, string name, string testFile)
    {
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
