using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2003: lets the filter accept the type, or records the exception in the clause that catches it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnrecordedBlockFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2003"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || model is null || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not { } place
                || place.FirstAncestorOrSelf<CatchClauseSyntax>() is not { } clause)
            {
                continue;
            }

            if (!diagnostic.Properties.TryGetValue(UnrecordedBlock.LeftOut, out var id) || id is null)
            {
                Register(context, diagnostic, "Record the exception in this clause", root, clause, RecordedCatch.Record(clause));
            }
            else if (DocumentationCommentId.GetFirstSymbolForDeclarationId(id, model.Compilation) is INamedTypeSymbol type
                && clause.Filter?.FilterExpression is { } filter
                && Widen(clause, filter, type.ToMinimalDisplayString(model, filter.SpanStart)) is { } widened)
            {
                Register(context, diagnostic, $"Accept '{type.Name}' in the filter", root, filter, widened);
            }
        }
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, string title, SyntaxNode root, SyntaxNode node, SyntaxNode replacement) =>
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(node, replacement))), equivalenceKey: "widen"),
            diagnostic);

    private static ExpressionSyntax? Widen(CatchClauseSyntax clause, ExpressionSyntax filter, string type)
    {
        if (filter is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.IsExpression } or IsPatternExpressionSyntax
            && !(filter is IsPatternExpressionSyntax { Pattern: var pattern } && TypeTests.HasNot(pattern))
            && TypeTests.Widen(filter, type) is { } widened)
        {
            return widened;
        }

        var name = clause.Declaration?.Identifier.ValueText;
        return string.IsNullOrEmpty(name) || filter.DescendantNodes().Any(static node => node is VariableDesignationSyntax) ? null
            : filter is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.IsExpression } or IsPatternExpressionSyntax or InvocationExpressionSyntax or PrefixUnaryExpressionSyntax or ParenthesizedExpressionSyntax
                ? TypeTests.Parse($"{filter} || {name} is {type}", filter)
                : TypeTests.Parse($"({filter}) || {name} is {type}", filter);
    }
}
