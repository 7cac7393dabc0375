using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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

        var tests = new List<(Document, ExpressionSyntax, string)>();
        foreach (var project in fixAllContext.Scope == FixAllScope.Solution ? fixAllContext.Solution.Projects : [fixAllContext.Project])
        {
            var diagnostics = fixAllContext is { Scope: FixAllScope.Document, Document: { } document }
                ? await fixAllContext.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)
                : await fixAllContext.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            if (diagnostics.Length > 0 && await project.GetCompilationAsync(fixAllContext.CancellationToken).ConfigureAwait(false) is { } compilation)
            {
                tests.AddRange(diagnostics
                    .Select(diagnostic => Find(diagnostic, fixAllContext.Solution, compilation, fixAllContext.CancellationToken))
                    .OfType<(Document, ExpressionSyntax, string)>());
            }
        }

        return tests.Count == 0 ? null : CodeAction.Create(
            "Accept all exception types that the failure log misses", cancellationToken => WriteAsync(fixAllContext.Solution, tests, cancellationToken), equivalenceKey: Key);
    }

    /// <summary>The test that rejects the type of a finding, and the name of the type at that place; <see langword="null"/> if the test cannot be extended.</summary>
    public static (Document Document, ExpressionSyntax Test, string Type)? Find(Diagnostic diagnostic, Solution solution, Compilation compilation, CancellationToken cancellationToken) =>
        diagnostic.AdditionalLocations is { Count: 1 } places
        && places[0] is { SourceTree: { } tree } place
        && solution.GetDocument(tree) is { } document
        && ExceptionPastFailureLogFix.Type(diagnostic, ExceptionPastFailureLog.ThrownTypeId, compilation) is { } thrown
        && TypeTests.Around(tree.GetRoot(cancellationToken).FindNode(place.SourceSpan, getInnermostNodeForTie: true)) is { } test
        && compilation.GetSemanticModel(tree) is var model
        && model.GetEnclosingSymbol(test.SpanStart, cancellationToken)?.ContainingType is { } within
        && compilation.IsSymbolAccessibleWithin(thrown, within)
        && thrown.ToMinimalDisplayString(model, test.SpanStart) is var type
        && TypeTests.Widen(test, type) is not null
            ? (document, test, type)
            : null;

    /// <summary>Writes the tests, each with all its new types.</summary>
    public static async Task<Solution> WriteAsync(Solution solution, IEnumerable<(Document Document, ExpressionSyntax Test, string Type)> tests, CancellationToken cancellationToken)
    {
        foreach (var inDocument in tests.GroupBy(static test => test.Document.Id))
        {
            var types = inDocument.ToLookup(static test => test.Test.Span, static test => test.Type);
            var root = (await solution.GetDocument(inDocument.Key)!.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
            solution = solution.WithDocumentSyntaxRoot(inDocument.Key, root.ReplaceNodes(
                inDocument.Select(test => (ExpressionSyntax)root.FindNode(test.Test.Span, getInnermostNodeForTie: true)).Distinct(),
                (test, _) => TypeTests.Widen(test, string.Join(" or ", types[test.Span].Distinct()))!));
        }

        return solution;
    }
}
