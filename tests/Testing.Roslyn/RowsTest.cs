using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>
/// Rows of code that are compiled and analyzed together, each in a file and a namespace of its own, and verified one by one. It
/// is for rules that judge a method or a type alone: a row must not change what the rule says of another row.
/// </summary>
/// <typeparam name="TAnalyzer">The rule under test.</typeparam>
public sealed partial class RowsTest<TAnalyzer> : RuleTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    private readonly Dictionary<string, SourceFile> _files = [];
    private readonly Lazy<Task<Analysis>> _analysis;

    /// <summary>A test of rows.</summary>
    /// <param name="rows">The rows, with markup.</param>
    public RowsTest(IEnumerable<string> rows)
    {
        foreach (var row in rows.Distinct())
        {
            var name = $"Row{_files.Count}";
            var file = new SourceFile($"{name}.cs", row.Insert(Usings.Match(row).Length, $" namespace {name}; "));
            _files.Add(row, file);
            TestState.Sources.Add((file.Path, file.Content));
        }

        _analysis = new(() => AnalyzeAsync(TestState, CancellationToken.None));
    }

    [GeneratedRegex(@"\A(\s*using [^;(]*;)*")]
    private static partial Regex Usings { get; }

    /// <summary>Whether code can be put into a namespace with other code.</summary>
    /// <param name="row">The code.</param>
    public static bool CanHold(string row) =>
        !row.Contains("namespace ", StringComparison.Ordinal) && !row.Contains("global using ", StringComparison.Ordinal) && !row.Contains("[assembly:", StringComparison.Ordinal);

    /// <summary>Requires exactly the findings of markup and <paramref name="expected"/> in one row.</summary>
    /// <param name="row">The row, as it was given to the constructor.</param>
    /// <param name="expected">Further findings, or details of the findings at <c>{|#0:…|}</c>.</param>
    public async Task VerifyAsync(string row, params ExpectedFinding[] expected)
    {
        var analysis = await _analysis.Value.ConfigureAwait(false);
        var file = _files[row];
        var state = new TestFiles { Sources = { (file.Path, file.Content) } };
        state.ExpectedDiagnostics.AddRange(expected);
        Verify(state, analysis with { Findings = [.. analysis.Findings.Where(finding => IsIn(finding.Diagnostic.Location, file))] });
    }

    // The files that generators write for a type begin with its namespace. A finding without a place may be of any row.
    private static bool IsIn(Location location, SourceFile file) =>
        location.GetLineSpan() is not { IsValid: true, Path: var path } || Path.GetFileName(path).StartsWith(file.Path[..^"cs".Length], StringComparison.Ordinal);
}
