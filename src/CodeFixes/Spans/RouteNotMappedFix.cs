using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3004: the attribute moved to the handlers that are mapped.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RouteNotMappedFix : CodeFixProvider
{
    private const string Title = "Move [TracedLlmRoute] to the endpoint";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3004"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            // A partial method has attributes for its generated half, which would be left without a route.
            if (diagnostic.AdditionalLocations.Count > 0
                && root?.FindNode(diagnostic.Location.SourceSpan) is AttributeSyntax { Parent.Parent: var declaration } attribute
                && !(declaration is MethodDeclarationSyntax method && method.Modifiers.Any(SyntaxKind.PartialKeyword)))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, cancellationToken => MoveAsync(context.Document.Project.Solution, context.Document.Id, attribute, diagnostic.AdditionalLocations, cancellationToken), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    private static async Task<Solution> MoveAsync(Solution solution, DocumentId document, AttributeSyntax attribute, IReadOnlyList<Location> handlers, CancellationToken cancellationToken)
    {
        var editor = new SolutionEditor(solution);
        var from = await editor.GetDocumentEditorAsync(document, cancellationToken).ConfigureAwait(false);
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count > 1)
        {
            from.RemoveNode(attribute);
        }
        else
        {
            from.ReplaceNode(list.Parent!, (current, _) => Without(current, list.ToString()));
        }

        foreach (var handler in handlers)
        {
            var to = await editor.GetDocumentEditorAsync(solution.GetDocument(handler.SourceTree)!.Id, cancellationToken).ConfigureAwait(false);
            var node = to.OriginalRoot.FindNode(handler.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<SyntaxNode>(static one =>
                one is LambdaExpressionSyntax or MethodDeclarationSyntax or LocalFunctionStatementSyntax)!;
            to.ReplaceNode(node, (current, _) => WithAttribute(current, SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attribute.WithoutTrivia()))));
        }

        return editor.GetChangedSolution();
    }

    private static SyntaxNode Without(SyntaxNode declaration, string list) => declaration switch
    {
        MethodDeclarationSyntax method => method.WithAttributeLists(Others(method.AttributeLists, list)).WithLeadingTrivia(method.GetLeadingTrivia()),
        LocalFunctionStatementSyntax function => function.WithAttributeLists(Others(function.AttributeLists, list)).WithLeadingTrivia(function.GetLeadingTrivia()),
        _ => declaration,
    };

    private static SyntaxList<AttributeListSyntax> Others(SyntaxList<AttributeListSyntax> lists, string list) =>
        lists.Remove(lists.First(one => one.ToString() == list));

    private static SyntaxNode WithAttribute(SyntaxNode handler, AttributeListSyntax list) => handler switch
    {
        SimpleLambdaExpressionSyntax simple => SyntaxFactory.ParenthesizedLambdaExpression(
            SyntaxFactory.SingletonList(list.WithTrailingTrivia(SyntaxFactory.Space)),
            simple.Modifiers,
            returnType: null,
            SyntaxFactory.ParameterList(SyntaxFactory.SingletonSeparatedList(simple.Parameter.WithoutTrivia())).WithTrailingTrivia(SyntaxFactory.Space),
            simple.ArrowToken,
            simple.Block,
            simple.ExpressionBody),
        ParenthesizedLambdaExpressionSyntax lambda => lambda.WithoutLeadingTrivia()
            .WithAttributeLists(lambda.AttributeLists.Insert(0, list.WithLeadingTrivia(lambda.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space))),
        MethodDeclarationSyntax method => method.WithoutLeadingTrivia()
            .WithAttributeLists(method.WithoutLeadingTrivia().AttributeLists.Insert(0, Above(list, method))),
        LocalFunctionStatementSyntax function => function.WithoutLeadingTrivia()
            .WithAttributeLists(function.WithoutLeadingTrivia().AttributeLists.Insert(0, list.WithLeadingTrivia(function.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space))),
        _ => handler,
    };

    private static AttributeListSyntax Above(AttributeListSyntax list, MethodDeclarationSyntax method) => list
        .WithLeadingTrivia(method.GetLeadingTrivia())
        .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed, SyntaxFactory.Whitespace(new string(' ', method.GetLocation().GetLineSpan().StartLinePosition.Character)));
}
