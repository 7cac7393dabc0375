using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>Finds the code that only starts a call: a statement, or the expression body of a function that returns nothing.</summary>
internal static class StartStatement
{
    /// <summary>The statement, or the lambda or member with an expression body; <see langword="null"/> if the call is a part of something else.</summary>
    public static SyntaxNode? Find(InvocationExpressionSyntax call)
    {
        ExpressionSyntax whole = call.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } discard && discard.Right == call
            ? discard
            : call;
        return whole.Parent switch
        {
            ExpressionStatementSyntax statement => statement,
            ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax } clause => clause.Parent,
            LambdaExpressionSyntax lambda => lambda,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } } => statement,
            _ => null,
        };
    }

    /// <summary>The call that a statement only starts.</summary>
    public static ExpressionSyntax CallOf(StatementSyntax statement) => statement switch
    {
        LocalDeclarationStatementSyntax declaration => declaration.Declaration.Variables[0].Initializer!.Value,
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Right: var value } } => value,
        _ => ((ExpressionStatementSyntax)statement).Expression,
    };
}
