using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.FailurePath;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>
/// Starts work with the trace, at the same place and with the same arguments. A lambda of <c>Task.Run</c> uses the captured
/// trace. Other work starts in a <c>using</c> of the trace and inherits it, so there has to be something that flows.
/// </summary>
internal static class TracedStart
{
    private const string Trace = "global::TracedLlm.LlmTrace";

    public static bool CanTrace(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken) =>
        StartStatement.Find(call) is not null && (TracedWork.Find(call, model, cancellationToken) is not null || !SuppressedFlow.IsAround(call));

    public static void Give(SyntaxEditor editor, InvocationExpressionSyntax call, TraceNames names, SemanticModel model, CancellationToken cancellationToken)
    {
        if (StartStatement.Find(call) is not { } start)
        {
            return;
        }

        if (TracedWork.Find(call, model, cancellationToken) is not { } work)
        {
            if (!SuppressedFlow.IsAround(call))
            {
                editor.ReplaceNode(start, static (current, _) => InBody(current, static statement => [Using(statement)]));
            }

            return;
        }

        var isCaptured = names.Captured(call) is not null;
        var name = names.Captured(call) ?? names.Create(ScopeOf(start));
        var isScopeFree = work.Function is not AnonymousFunctionExpressionSyntax lambda || names.IsFree("scope", lambda);
        editor.ReplaceNode(work.Function, (current, _) => work.Rewrite((ExpressionSyntax)current, name, isScopeFree));
        if (isCaptured)
        {
            return;
        }

        if (start is StatementSyntax and not LocalFunctionStatementSyntax && start.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
        {
            SyntaxNode place = start.Parent is GlobalStatementSyntax global ? global : start;
            var capture = Capture(name).WithLeadingTrivia(start.GetLeadingTrivia());
            editor.InsertBefore(place, place is GlobalStatementSyntax ? SyntaxFactory.GlobalStatement(capture) : capture);
            editor.ReplaceNode(start, static (current, _) => current.WithLeadingTrivia(Indentation(current)));
        }
        else
        {
            editor.ReplaceNode(start, (current, _) => InBody(current, statement => [Capture(name), statement]));
        }
    }

    /// <summary>The code in which a local is visible that is declared in front of a statement.</summary>
    private static SyntaxNode ScopeOf(SyntaxNode start) => start is LocalFunctionStatementSyntax ? start : start.Parent switch
    {
        BlockSyntax or SwitchSectionSyntax => start.Parent,
        GlobalStatementSyntax global => global.Parent!,
        _ => start,
    };

    /// <summary>The code with other statements in place of the one that it runs.</summary>
    private static SyntaxNode InBody(SyntaxNode start, Func<StatementSyntax, StatementSyntax[]> rewrite)
    {
        BlockSyntax Body(ExpressionSyntax expression) =>
            SyntaxFactory.Block(rewrite(SyntaxFactory.ExpressionStatement(expression.WithoutTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)).Select(static statement => statement.WithTrailingTrivia(SyntaxFactory.ElasticLineFeed))).WithAdditionalAnnotations(Formatter.Annotation);

        switch (start)
        {
            case BaseMethodDeclarationSyntax { ExpressionBody: { } body } method:
                return method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(body.Expression)).WithTriviaFrom(method);
            case LocalFunctionStatementSyntax { ExpressionBody: { } body } function:
                return function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(body.Expression)).WithTriviaFrom(function);
            case AccessorDeclarationSyntax { ExpressionBody: { } body } accessor:
                return accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Body(body.Expression)).WithTriviaFrom(accessor);
            case ParenthesizedLambdaExpressionSyntax { ExpressionBody: { } body } lambda:
                return lambda.WithExpressionBody(null).WithBlock(Body(body)).WithAdditionalAnnotations(Formatter.Annotation);
            case SimpleLambdaExpressionSyntax { ExpressionBody: { } body } lambda:
                return lambda.WithExpressionBody(null).WithBlock(Body(body)).WithAdditionalAnnotations(Formatter.Annotation);
            default:
                var statement = (StatementSyntax)start;
                var statements = rewrite(statement.WithoutTrivia());
                StatementSyntax rewritten = statements.Length == 1 ? statements[0] : SyntaxFactory.Block(statements);
                return rewritten.WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation);
        }
    }

    private static UsingStatementSyntax Using(StatementSyntax statement) =>
        SyntaxFactory.UsingStatement(declaration: null, Simplified(SyntaxFactory.ParseExpression($"{Trace}.Current?.Use()")), SyntaxFactory.Block(statement));

    private static StatementSyntax Capture(string name) => Simplified(SyntaxFactory.ParseStatement($"var {name} = {Trace}.Current;"))
        .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
        .WithAdditionalAnnotations(Formatter.Annotation);

    private static T Simplified<T>(T code)
        where T : SyntaxNode =>
        code.ReplaceNodes(
            code.DescendantNodes().OfType<MemberAccessExpressionSyntax>().Where(static access => access.ToString() == Trace),
            static (_, access) => access.WithAdditionalAnnotations(Simplifier.Annotation));

    private static IEnumerable<SyntaxTrivia> Indentation(SyntaxNode statement) =>
        statement.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));
}
