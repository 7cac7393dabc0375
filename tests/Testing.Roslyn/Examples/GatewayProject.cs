using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Testing.Model;

namespace TracedLlm.Testing.Roslyn.Examples;

/// <summary>The project of a gateway for the tests of Microsoft.CodeAnalysis.Testing: a program with the references and usings of a web project.</summary>
internal static class GatewayProject
{
    public static CSharpCompilationOptions CompilationOptions { get; } =
        new(OutputKind.ConsoleApplication, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    /// <summary>Sets what all tests have in common.</summary>
    public static void Prepare(AnalyzerTest<DefaultVerifier> test)
    {
        test.TestState.OutputKind = CompilationOptions.OutputKind;
        test.TestState.Sources.Add(("/0/Usings.g.cs", Gateway.Usings.Content));
    }

    /// <summary>
    /// A project with the files of a test. The package makes a workspace and binds the references for every project; these
    /// projects share them.
    /// </summary>
    public static async Task<Project> CreateAsync(EvaluatedProjectState state)
    {
        var project = await ProjectUnderTest.GetEmptyProjectAsync(Gateway.ReferencedAssemblies, CompilationOptions.WithOutputKind(state.OutputKind), ParseOptions).ConfigureAwait(false);
        foreach (var (path, text) in state.Sources)
        {
            project = project.AddDocument(Path.GetFileName(path), text, filePath: path).Project;
        }

        return project;
    }
}
