using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Lets the type tests of failure logs accept more types. It writes each test once, for all its new types.</summary>
internal sealed class WidenedTests : FixAllProvider
{
    public const string Key = "widen";

    /// <summary>All fixes of TLM2001. Fixes that do not change a type test are applied one by one.</summary>
    public static readonly WidenedTests FixAll = new();

    /// <inheritdoc/>
    public override async Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext)
    {
        if (fixAllContext.CodeActionEquivalenceKey != Key)
        {
            return await WellKnownFixAllProviders.BatchFixer.GetFixAsync(fixAllContext).ConfigureAwait(false);
        }

        var tests = new List<WidenedTest>();
        foreach (var project in fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project])
        {
            var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (var diagnostic in diagnostics)
            {
                if (project.GetDocument(diagnostic.Location.SourceTree) is { } place
                    && await FindAsync(diagnostic, place, fixAllContext.CancellationToken).ConfigureAwait(false) is { } test)
                {
                    tests.Add(test);
                }
            }
        }

        return tests.Count == 0 ? null : CodeAction.Create(
            "Accept all exception types that the failure log misses", cancellationToken => WriteAsync(fixAllContext.Solution, tests, cancellationToken), equivalenceKey: Key);
    }

    /// <summary>The test that rejects the types of a finding, and the names of the types at that place; <see langword="null"/> if the test cannot be extended.</summary>
    public static async Task<WidenedTest?> FindAsync(Diagnostic diagnostic, Document document, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.TryGetValue(ExceptionPastFailureLog.IsWidenable, out var isWidenable) || isWidenable is null
            || await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } model
            || await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root
            || AcceptedTypes.TestAt(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)) is not { } test
            || model.GetEnclosingSymbol(test.SpanStart, cancellationToken)?.ContainingType is not { } within)
        {
            return null;
        }

        var thrown = ExceptionPastFailureLogFix.TypesIn(diagnostic, model.Compilation);
        if (thrown.IsEmpty || thrown.Any(type => !model.Compilation.IsSymbolAccessibleWithin(type, within)))
        {
            return null;
        }

        var widened = new WidenedTest(document, test, [.. thrown.Select(type => type.ToMinimalDisplayString(model, test.SpanStart))]);
        return AcceptedTypes.Widen(test, widened.Types) is not null && await CompilesAsync(widened, model, cancellationToken).ConfigureAwait(false) ? widened : null;
    }

    /// <summary>Writes the tests, each with all its new types.</summary>
    public static async Task<Solution> WriteAsync(Solution solution, IEnumerable<WidenedTest> tests, CancellationToken cancellationToken)
    {
        foreach (var inDocument in tests.GroupBy(static test => test.Document.Id))
        {
            var types = inDocument.GroupBy(static test => test.Test.Span).ToDictionary(static group => group.Key, static group => group.SelectMany(static test => test.Types).Distinct().ToArray());
            var root = (await solution.GetDocument(inDocument.Key)!.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            var nodes = inDocument.Select(test => root.FindNode(test.Test.Span, getInnermostNodeForTie: true).AncestorsAndSelf().First(node => node.RawKind == test.Test.RawKind && node.Span == test.Test.Span)).Distinct();
            solution = solution.WithDocumentSyntaxRoot(inDocument.Key, root.ReplaceNodes(nodes, (original, rewritten) => AcceptedTypes.Widen(rewritten, types[original.Span]) ?? rewritten));
        }

        return solution;
    }

    // The body of the clause may use members of the type that the clause names.
    private static async Task<bool> CompilesAsync(WidenedTest test, SemanticModel before, CancellationToken cancellationToken)
    {
        var solution = await WriteAsync(test.Document.Project.Solution, [test], cancellationToken).ConfigureAwait(false);
        var after = await solution.GetDocument(test.Document.Id)!.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return after is not null && Errors(after, cancellationToken) <= Errors(before, cancellationToken);
    }

    private static int Errors(SemanticModel model, CancellationToken cancellationToken) =>
        model.GetDiagnostics(span: null, cancellationToken).Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}
