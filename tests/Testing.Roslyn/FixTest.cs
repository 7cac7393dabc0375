using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Testing.Roslyn;

/// <summary>
/// Verifies the findings, applies the fix to one finding at a time and then as fix-all for the document, the project and
/// the solution, requires the same code each time, compiles it, and requires that no further fix is offered on it. All ways
/// share the analysis of the code at the start and at the end, which Microsoft.CodeAnalysis.Testing makes again for each.
/// </summary>
/// <typeparam name="TAnalyzer">The analyzer under test.</typeparam>
/// <typeparam name="TCodeFix">The fix under test.</typeparam>
public class FixTest<TAnalyzer, TCodeFix> : CodeTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TCodeFix : CodeFixProvider, new()
{
    /// <summary>The code after the fix, with markup for the remaining findings, as the next file of <see cref="FixedState"/>.</summary>
    public string FixedCode
    {
        init => FixedState.Sources.Add(value);
    }

    /// <summary>The files after the fix. If there are no files, the fix must not be offered.</summary>
    public TestFiles FixedState { get; } = new();

    /// <summary>The index of the fix, if several are offered; by default the first.</summary>
    public int CodeActionIndex { get; set; }

    /// <summary>The key of the fix, if several are offered.</summary>
    public string? CodeActionEquivalenceKey { get; set; }

    /// <summary>The title that the fix must have, if it matters.</summary>
    public string? CodeActionTitle { get; set; }

    /// <inheritdoc/>
    public override async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var start = await CreateProjectAsync(TestState).ConfigureAwait(false);
        var atStart = await start.AnalyzeAsync(cancellationToken).ConfigureAwait(false);
        Verify(TestState, atStart);

        var expected = FixedState.Sources.Count > 0 ? FixedState : TestState;
        var atEnd = await FixOneByOneAsync(start, atStart, expected, cancellationToken).ConfigureAwait(false);
        if (atEnd == atStart)
        {
            return;
        }

        Verify(expected, atEnd);
        foreach (var scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
        {
            await FixAllAsync(start, atStart, scope, expected, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Applies fix-all for the project once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The number of findings that the fix is offered for, before and after.</returns>
    /// <exception cref="VerificationException">The fixed code does not compile, or the fix is not offered.</exception>
    public async Task<(int Before, int After)> FixAllOnceAsync(CancellationToken cancellationToken = default)
    {
        var start = await CreateProjectAsync(TestState).ConfigureAwait(false);
        var before = await start.AnalyzeAsync(cancellationToken).ConfigureAwait(false);
        var action = await CodeFixes<TCodeFix>.AllAsync(before, FixAllScope.Project, Choose, cancellationToken).ConfigureAwait(false)
            ?? throw new VerificationException("The fix is not offered.");
        var changed = await CodeFixes<TCodeFix>.ApplyAsync(action, before.Project, cancellationToken).ConfigureAwait(false);
        var after = await (start with { Project = before.WithoutGenerated(changed) }).AnalyzeAsync(cancellationToken).ConfigureAwait(false);
        var errors = after.Findings.Where(static finding => finding.Origin is FindingOrigin.Compiler && finding.Diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        return errors.Count > 0
            ? throw new VerificationException($"The fixed code does not compile: {string.Join('\n', errors.Select(static error => error.Diagnostic))}")
            : (await OfferedAsync(before, cancellationToken).ConfigureAwait(false), await OfferedAsync(after, cancellationToken).ConfigureAwait(false));
    }

    private async Task<int> OfferedAsync(Analysis analysis, CancellationToken cancellationToken)
    {
        var offered = 0;
        foreach (var diagnostic in CodeFixes<TCodeFix>.Fixable(analysis))
        {
            offered += await CodeFixes<TCodeFix>.FirstAsync(analysis, [diagnostic], Choose, cancellationToken).ConfigureAwait(false) is null ? 0 : 1;
        }

        return offered;
    }

    /// <summary>The analysis of the code in which no fix is offered any more.</summary>
    private async Task<Analysis> FixOneByOneAsync(ProjectUnderTest start, Analysis atStart, TestFiles expected, CancellationToken cancellationToken)
    {
        var current = start;
        int? limit = null;

        for (var applied = 0; ; applied++)
        {
            var analysis = ReferenceEquals(current, start) ? atStart : await current.AnalyzeAsync(cancellationToken).ConfigureAwait(false);
            var fixable = CodeFixes<TCodeFix>.Fixable(analysis);
            limit ??= fixable.Length;
            var action = await CodeFixes<TCodeFix>.FirstAsync(analysis, fixable, Choose, cancellationToken).ConfigureAwait(false);
            if (action is null)
            {
                await CompareAsync("One by one", analysis.WithoutGenerated(analysis.Project), expected, cancellationToken).ConfigureAwait(false);
                return analysis;
            }

            if (applied == limit)
            {
                throw new VerificationException($"'{action.Title}' is still offered after {applied} fixes: the fix is not idempotent.");
            }

            current = start with { Project = analysis.WithoutGenerated(await CodeFixes<TCodeFix>.ApplyAsync(action, analysis.Project, cancellationToken).ConfigureAwait(false)) };
        }
    }

    private async Task FixAllAsync(ProjectUnderTest start, Analysis atStart, FixAllScope scope, TestFiles expected, CancellationToken cancellationToken)
    {
        var current = start;
        var files = start.Project.DocumentIds.Count;

        // Fix-all of a document repairs one file, so it runs once for each file with findings. In the expected code the fix is not offered.
        for (var round = 0; round < (scope is FixAllScope.Document ? files : 1); round++)
        {
            if (round > 0 && await DifferenceAsync(current.Project, expected, cancellationToken).ConfigureAwait(false) is null)
            {
                return;
            }

            var analysis = ReferenceEquals(current, start) ? atStart : await current.AnalyzeAsync(cancellationToken).ConfigureAwait(false);
            var action = await CodeFixes<TCodeFix>.AllAsync(analysis, scope, Choose, cancellationToken).ConfigureAwait(false);
            if (action is null)
            {
                break;
            }

            current = start with { Project = analysis.WithoutGenerated(await CodeFixes<TCodeFix>.ApplyAsync(action, analysis.Project, cancellationToken).ConfigureAwait(false)) };
        }

        await CompareAsync($"Fix-all in {scope}", current.Project, expected, cancellationToken).ConfigureAwait(false);
    }

    private CodeAction? Choose(ImmutableArray<CodeAction> actions)
    {
        var action = CodeActionEquivalenceKey is { } key
            ? actions.FirstOrDefault(action => action.EquivalenceKey == key)
            : actions.ElementAtOrDefault(CodeActionIndex);
        return action is null || CodeActionTitle is null || action.Title == CodeActionTitle
            ? action
            : throw new VerificationException($"The fix is called '{action.Title}', not '{CodeActionTitle}'.");
    }

    private static async Task CompareAsync(string how, Project project, TestFiles expected, CancellationToken cancellationToken)
    {
        if (await DifferenceAsync(project, expected, cancellationToken).ConfigureAwait(false) is { } difference)
        {
            throw new VerificationException($"{how}: {difference}");
        }
    }

    private static async Task<string?> DifferenceAsync(Project project, TestFiles expected, CancellationToken cancellationToken)
    {
        var wanted = Parse(expected).ToDictionary(source => source.Path, source => source.Text);
        foreach (var document in project.Documents)
        {
            var actual = (await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).ToString();
            var path = new SourceFile(document.FilePath ?? document.Name, actual).FullPath;
            if (!wanted.Remove(path, out var text))
            {
                return $"the fix made {path}, which the test does not expect:\n{actual}";
            }

            if (actual != text)
            {
                return $"{path} is not what the test expects.\n--- expected\n{text}\n--- actual\n{actual}\n---";
            }
        }

        return wanted.Count > 0 ? $"the fix did not make {string.Join(", ", wanted.Keys)}." : null;
    }
}
