using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using TracedLlm.Generators.Common;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3004: moves the attribute to the mapped handlers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class RouteNotMappedFix : CodeFixProvider
{
    internal const string Title = "Move [TracedLlmRoute] to the endpoint";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3004"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => new AllRoutesNotMapped();

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (await CanMoveAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, cancellationToken => MoveAsync(context.Document.Project.Solution, [(context.Document.Id, diagnostic)], cancellationToken), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    /// <summary>Whether the attribute can move and every handler can have it.</summary>
    internal static async Task<bool> CanMoveAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);

        // The generated half of a partial method needs the attribute.
        if (diagnostic.AdditionalLocations.Count == 0
            || root?.FindNode(diagnostic.Location.SourceSpan) is not AttributeSyntax { Parent.Parent: var declaration }
            || declaration is MethodDeclarationSyntax method && method.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return false;
        }

        // A delegate (…) { } cannot have attributes.
        return diagnostic.AdditionalLocations.All(handler =>
            HandlerAt(handler.SourceTree!.GetRoot(cancellationToken), handler) is LambdaExpressionSyntax or MethodDeclarationSyntax or LocalFunctionStatementSyntax);
    }

    /// <summary>Moves attributes to their handlers. Each handler without an attribute gets one.</summary>
    internal static async Task<Solution> MoveAsync(Solution solution, IEnumerable<(DocumentId Document, Diagnostic Diagnostic)> moved, CancellationToken cancellationToken)
    {
        var editor = new SolutionEditor(solution);
        var given = new HashSet<SyntaxNode>();
        foreach (var (document, diagnostic) in moved)
        {
            var from = await editor.GetDocumentEditorAsync(document, cancellationToken).ConfigureAwait(false);
            var attribute = (AttributeSyntax)from.OriginalRoot.FindNode(diagnostic.Location.SourceSpan);
            var list = (AttributeListSyntax)attribute.Parent!;
            if (list.Attributes.Count > 1)
            {
                from.RemoveNode(attribute);
            }
            else
            {
                from.ReplaceNode(list.Parent!, (current, _) => Without(current, list.ToString()));
            }

            foreach (var handler in diagnostic.AdditionalLocations)
            {
                var to = await editor.GetDocumentEditorAsync(solution.GetDocument(handler.SourceTree)!.Id, cancellationToken).ConfigureAwait(false);
                var node = HandlerAt(to.OriginalRoot, handler);
                if (given.Add(node) && !HasRoute(node))
                {
                    var attached = to.OriginalRoot == from.OriginalRoot ? attribute.WithoutTrivia() : RouteAttributes.Qualified(attribute, from.SemanticModel).WithoutTrivia();
                    to.ReplaceNode(node, (current, _) => WithAttribute(current, SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(attached))));
                }
            }
        }

        return editor.GetChangedSolution();
    }

    private static SyntaxNode HandlerAt(SyntaxNode root, Location handler) =>
        root.FindNode(handler.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<SyntaxNode>(static one =>
            one is AnonymousFunctionExpressionSyntax or MethodDeclarationSyntax or LocalFunctionStatementSyntax)!;

    private static bool HasRoute(SyntaxNode handler) => RouteAttributes.Any(handler switch
    {
        LambdaExpressionSyntax lambda => lambda.AttributeLists,
        MethodDeclarationSyntax method => method.AttributeLists,
        LocalFunctionStatementSyntax function => function.AttributeLists,
        _ => default,
    });

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
