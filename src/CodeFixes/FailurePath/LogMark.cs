using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Marks a function with <c>[FailureLoggingPath]</c>.</summary>
internal static class LogMark
{
    /// <summary>The function that a finding is about; <see langword="null"/> if it is marked already.</summary>
    public static (Document Document, SyntaxNode Function)? Find(Diagnostic diagnostic, Project project, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.TryGetValue(ExceptionPastFailureLog.UnmarkedLog, out var place) || place?.Split('\n') is not { Length: 3 } parts)
        {
            return null;
        }

        var path = parts[0];
        var span = new TextSpan(int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        foreach (var document in project.Documents)
        {
            if (document.TryGetSyntaxTree(out var tree)
                && tree.FilePath == path
                && tree.GetRoot(cancellationToken).FindNode(span, getInnermostNodeForTie: true).AncestorsAndSelf().FirstOrDefault(static node => node is MethodDeclarationSyntax or LocalFunctionStatementSyntax or LambdaExpressionSyntax) is { } function
                && function.Span == span)
            {
                return (document, function);
            }
        }

        return null;
    }

    public static async Task<Document> WriteAsync((Document Document, SyntaxNode Function) log, CancellationToken cancellationToken)
    {
        var root = (await log.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        return log.Document.WithSyntaxRoot(root.ReplaceNode(log.Function, Marked(log.Function)));
    }

    private static SyntaxNode Marked(SyntaxNode function)
    {
        var list = SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
            SyntaxFactory.ParseName("global::TracedLlm.FailureLoggingPath").WithAdditionalAnnotations(Simplifier.Annotation))));
        return function switch
        {
            MethodDeclarationSyntax method => method.WithoutLeadingTrivia()
                .WithAttributeLists(method.AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)))
                .WithLeadingTrivia(method.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation),
            LocalFunctionStatementSyntax local => local.WithoutLeadingTrivia()
                .WithAttributeLists(local.AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)))
                .WithLeadingTrivia(local.GetLeadingTrivia()).WithAdditionalAnnotations(Formatter.Annotation),
            ParenthesizedLambdaExpressionSyntax lambda => lambda.WithAttributeLists(lambda.AttributeLists.Insert(0, list.WithTrailingTrivia(SyntaxFactory.Space))),

            // Only a lambda with parentheses can have attributes.
            SimpleLambdaExpressionSyntax lambda => SyntaxFactory.ParenthesizedLambdaExpression(
                    SyntaxFactory.SingletonList(list.WithTrailingTrivia(SyntaxFactory.Space)),
                    lambda.Modifiers,
                    returnType: null,
                    SyntaxFactory.ParameterList(SyntaxFactory.SingletonSeparatedList(lambda.Parameter.WithoutTrivia())).WithTriviaFrom(lambda.Parameter),
                    lambda.ArrowToken,
                    lambda.Block,
                    lambda.ExpressionBody)
                .WithTriviaFrom(lambda),
            _ => function,
        };
    }
}
