using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Writes <c>await</c> where C# allows it.</summary>
internal static class AsyncCode
{
    /// <summary>Whether the function around a statement is async and no construct in between forbids <c>await</c>.</summary>
    public static bool CanAwait(StatementSyntax statement) =>
        statement.Ancestors().FirstOrDefault(static node => node is LockStatementSyntax or BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax or GlobalStatementSyntax) switch
        {
            MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
            GlobalStatementSyntax => true,
            _ => false,
        };

    /// <summary>A statement that only awaits the call and replaces another statement.</summary>
    public static ExpressionStatementSyntax Await(StatementSyntax statement, ExpressionSyntax call) => SyntaxFactory.ExpressionStatement(
        SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), call.WithoutTrivia()))
        .WithTriviaFrom(statement);
}
