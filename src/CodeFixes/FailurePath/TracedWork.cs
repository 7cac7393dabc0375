using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>The function that <c>Task.Run</c> or <c>StartNew</c> runs, if it can make a captured trace current.</summary>
/// <param name="Function">The lambda, the anonymous method or the name of a method.</param>
/// <param name="IsTask">Whether it returns a task without being async. The trace has to be current until the task ends.</param>
/// <param name="HasValue">Whether it returns a value besides the task.</param>
internal sealed record TracedWork(ExpressionSyntax Function, bool IsTask, bool HasValue)
{
    public static TracedWork? Find(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        for (var current = call; current is not null; current = (current.Expression as MemberAccessExpressionSyntax)?.Expression as InvocationExpressionSyntax)
        {
            if (current.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run" or "StartNew" }
                && model.GetSymbolInfo(current, cancellationToken).Symbol is IMethodSymbol { ContainingType.Name: "Task" or "TaskFactory" })
            {
                return current.ArgumentList.Arguments.Select(argument => Parse(argument.Expression, model, cancellationToken)).FirstOrDefault(static work => work is not null);
            }
        }

        return null;
    }

    /// <summary>The function with a <c>Use()</c> of the trace.</summary>
    public ExpressionSyntax Rewrite(ExpressionSyntax function, string trace, bool isScopeFree)
    {
        ExpressionSyntax rewritten = function switch
        {
            AnonymousFunctionExpressionSyntax { Block: { } block } lambda => WithBody(lambda, WithUse(IsTask ? Awaiting(block) : block, trace, isScopeFree)),
            AnonymousFunctionExpressionSyntax { ExpressionBody: { } body } lambda => WithBody(lambda, WithUse(SyntaxFactory.Block(Statement(body)), trace, isScopeFree)),
            _ => WithBody(SyntaxFactory.ParenthesizedLambdaExpression(), WithUse(SyntaxFactory.Block(Statement(SyntaxFactory.InvocationExpression(function.WithoutTrivia()))), trace, isScopeFree: true)),
        };
        return rewritten.WithTriviaFrom(function).WithAdditionalAnnotations(Formatter.Annotation);
    }

    private static TracedWork? Parse(ExpressionSyntax function, SemanticModel model, CancellationToken cancellationToken)
    {
        if (model.GetSymbolInfo(function, cancellationToken).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        var isTask = !method.IsAsync && method.ReturnType.Name is "Task" or "ValueTask";
        var isAnyTask = method.ReturnType.Name is "Task" or "ValueTask";
        var work = new TracedWork(function, isTask, isAnyTask ? method.ReturnType is INamedTypeSymbol { IsGenericType: true } : !method.ReturnsVoid);
        return function switch
        {
            AnonymousFunctionExpressionSyntax { Block: { } block } => isTask && LastReturn(block) is null ? null : work,

            // The task of a conditional access may be null, and null cannot be awaited.
            AnonymousFunctionExpressionSyntax { ExpressionBody: { } body } => isTask && body is ConditionalAccessExpressionSyntax ? null : work,

            // The code evaluates the object of a method before the work starts. A lambda would evaluate the object in the work.
            SimpleNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } when method.Parameters.IsEmpty => work with { IsTask = isAnyTask },
            MemberAccessExpressionSyntax when method is { Parameters.IsEmpty: true, IsStatic: true } => work with { IsTask = isAnyTask },
            _ => null,
        };
    }

    /// <summary>The only return of a block, if it is the last statement.</summary>
    private static ReturnStatementSyntax? LastReturn(BlockSyntax block) =>
        block.Statements.LastOrDefault() is ReturnStatementSyntax { Expression: not (null or ConditionalAccessExpressionSyntax) } last
        && block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>().Count() == 1
            ? last
            : null;

    private BlockSyntax Awaiting(BlockSyntax block)
    {
        var last = (ReturnStatementSyntax)block.Statements.Last();
        return block.WithStatements(block.Statements.Replace(last, Statement(last.Expression!).WithTriviaFrom(last)));
    }

    private StatementSyntax Statement(ExpressionSyntax body)
    {
        var plain = body.WithoutTrivia();
        if (plain is ThrowExpressionSyntax thrown)
        {
            return SyntaxFactory.ThrowStatement(thrown.Expression);
        }

        var value = IsTask ? SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), plain) : plain;
        return HasValue
            ? SyntaxFactory.ReturnStatement(SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space), value, SyntaxFactory.Token(SyntaxKind.SemicolonToken))
            : SyntaxFactory.ExpressionStatement(value);
    }

    private static BlockSyntax WithUse(BlockSyntax block, string trace, bool isScopeFree) => isScopeFree
        ? block.WithStatements(block.Statements.Insert(
            0,
            SyntaxFactory.ParseStatement($"using var scope = {trace}?.Use();").WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation)))
        : SyntaxFactory.Block(SyntaxFactory.UsingStatement(null, SyntaxFactory.ParseExpression($"{trace}?.Use()"), Broken(block))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed).WithAdditionalAnnotations(Formatter.Annotation));

    // A block of one statement would stay in one line.
    private static BlockSyntax Broken(BlockSyntax block) => block.Statements.Count == 1 && !block.Statements[0].HasTrailingTrivia
        ? block.WithStatements(SyntaxFactory.SingletonList(block.Statements[0].WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)))
        : block;

    private AnonymousFunctionExpressionSyntax WithBody(AnonymousFunctionExpressionSyntax function, BlockSyntax block)
    {
        // A static lambda has no access to the trace.
        var modifiers = SyntaxFactory.TokenList(function.Modifiers.Where(static modifier => !modifier.IsKind(SyntaxKind.StaticKeyword)));
        if (IsTask)
        {
            modifiers = modifiers.Add(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space));
        }

        return function switch
        {
            ParenthesizedLambdaExpressionSyntax lambda => lambda.WithModifiers(modifiers).WithExpressionBody(null).WithBlock(block),
            SimpleLambdaExpressionSyntax lambda => lambda.WithModifiers(modifiers).WithExpressionBody(null).WithBlock(block),
            _ => ((AnonymousMethodExpressionSyntax)function).WithModifiers(modifiers).WithBlock(block),
        };
    }
}
