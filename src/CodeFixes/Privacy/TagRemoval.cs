using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Privacy;

/// <summary>Removes an attribute: the statement, the call in a chain, or the element of a list.</summary>
internal static class TagRemoval
{
    private const string Title = "Remove the attribute";

    public static async Task RegisterAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is { } value && Without(root, value) is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: Title), diagnostic);
            }
        }
    }

    private static SyntaxNode? Without(SyntaxNode root, SyntaxNode value)
    {
        if (value.FirstAncestorOrSelf<AttributeSyntax>() is { Parent: AttributeListSyntax list } attribute)
        {
            return root.RemoveNode(list.Attributes.Count == 1 ? list : attribute, SyntaxRemoveOptions.KeepLeadingTrivia);
        }

        for (var node = value; node is not null; node = node.Parent!)
        {
            switch (node)
            {
                case BaseObjectCreationExpressionSyntax pair when !IsTagList(pair) && pair.Span != value.Span:
                    return WithoutPair(root, pair);
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" } } made when made.Span != value.Span:
                    return WithoutPair(root, made);
                case InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression, Parent: InitializerExpressionSyntax outer } added:
                    return root.ReplaceNode(outer, Without(outer, added));
                case InvocationExpressionSyntax call when call.ArgumentList.Arguments.Any(argument => argument.Span == value.Span || argument.Expression.Span == value.Span):
                    return Without(root, call);
                case StatementSyntax:
                    return null;
            }
        }

        return null;
    }

    private static SyntaxNode? WithoutPair(SyntaxNode root, ExpressionSyntax pair) => pair.Parent switch
    {
        ArgumentSyntax argument => root.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia),
        ExpressionElementSyntax element => root.RemoveNode(element, SyntaxRemoveOptions.KeepNoTrivia),
        InitializerExpressionSyntax initializer => root.ReplaceNode(initializer, Without(initializer, pair)),
        _ => null,
    };

    private static InitializerExpressionSyntax Without(InitializerExpressionSyntax initializer, ExpressionSyntax element)
    {
        var others = initializer.Expressions.Remove(element);
        return initializer.WithExpressions(others.Count > 0 ? others.Replace(others.Last(), others.Last().WithTrailingTrivia(initializer.Expressions.Last().GetTrailingTrivia())) : others);
    }

    private static bool IsTagList(BaseObjectCreationExpressionSyntax creation) => creation.Initializer is not null;

    private static SyntaxNode? Without(SyntaxNode root, InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name.Identifier.ValueText: not ("StartActivity" or "StartStage" or "CreateActivity") } member)
        {
            return call is { Expression: MemberBindingExpressionSyntax, Parent: ConditionalAccessExpressionSyntax { Parent: ExpressionStatementSyntax conditional } } ? Without(root, conditional) : null;
        }

        if (call.Parent is AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax && member.Expression is not InvocationExpressionSyntax)
        {
            // The rest is not a call, and an expression body without a value needs a call.
            return null;
        }

        return call.Parent is ExpressionStatementSyntax statement && member.Expression is not InvocationExpressionSyntax
            ? Without(root, statement)
            : root.ReplaceNode(call, member.Expression.WithTrailingTrivia(call.GetTrailingTrivia()));
    }

    private static SyntaxNode? Without(SyntaxNode root, ExpressionStatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax or SwitchSectionSyntax => root.RemoveNode(statement, SyntaxRemoveOptions.KeepNoTrivia),
        GlobalStatementSyntax global => root.RemoveNode(global, SyntaxRemoveOptions.KeepNoTrivia),
        _ => null,
    };
}
