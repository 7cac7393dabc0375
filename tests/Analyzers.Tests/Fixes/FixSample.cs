using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Fixes;

/// <summary>Code with one mistake that a fix repairs; <c>N</c> in its names is a number, so that a project can have the code several times.</summary>
/// <param name="Fix">The fix.</param>
/// <param name="Key">The key of the action, where the fix has several.</param>
/// <param name="FixAllAsync">Applies fix-all to a project with some files.</param>
internal sealed record FixSample(Type Fix, string? Key, Func<Task<(int Before, int After)>> FixAllAsync)
{
    private const int Files = 2;
    private const int InAFile = 2;

    /// <summary>The number of mistakes in the project.</summary>
    public const int Mistakes = Files * InAFile;

    public static FixSample Of<TAnalyzer, TFix>(string code, string? key = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new() =>
        new(typeof(TFix), key, () =>
        {
            var test = new RuleFixTest<TAnalyzer, TFix> { CodeActionEquivalenceKey = key };
            for (var file = 0; file < Files; file++)
            {
                test.TestState.Sources.Add(FixSamples.Usings + string.Join('\n', Enumerable.Range(file * InAFile, InAFile).Select(number => code.Replace("N_", $"{number}_", StringComparison.Ordinal))));
            }

            return test.FixAllOnceAsync();
        });

    public override string ToString() => Key is null ? Fix.Name : $"{Fix.Name}, {Key}";
}
