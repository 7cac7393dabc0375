using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.FailurePath;

/// <summary>TLM2004: awaits the task or gives it the trace.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UnobservedTaskFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM2004"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax call
                || Statement(call) is not { } statement)
            {
                continue;
            }

            if (AsyncCode.CanAwait(statement))
            {
                context.RegisterCodeFix(
                    CodeAction.Create("Await the task", _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(statement, AsyncCode.Await(statement, call)))), equivalenceKey: "await"),
                    diagnostic);
            }

            if (call.ArgumentList.Arguments.FirstOrDefault()?.Expression is ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters.Count: 0 } lambda
                && statement.Parent is BlockSyntax block
                && InUse(lambda, model, context.CancellationToken) is { } traced)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Give the task the trace",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(block, Captured(block, statement, lambda, traced)))),
                        equivalenceKey: "capture"),
                    diagnostic);
            }
        }
    }

    /// <summary>The statement that only starts the call. The expression body of a lambda is not a statement.</summary>
    private static StatementSyntax? Statement(InvocationExpressionSyntax call) => call.Parent switch
    {
        ExpressionStatementSyntax statement => statement,
        AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax statement } => statement,
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } } => statement,
        _ => null,
    };

    private static BlockSyntax Captured(BlockSyntax block, StatementSyntax statement, LambdaExpressionSyntax lambda, LambdaExpressionSyntax traced)
    {
        var index = block.Statements.IndexOf(statement);
        var moved = statement.ReplaceNode(lambda, traced);
        if (block.DescendantNodes().OfType<VariableDeclaratorSyntax>().Any(static local => local.Identifier.ValueText == "trace"))
        {
            return block.WithStatements(block.Statements.Replace(statement, moved));
        }

        var capture = SyntaxFactory.ParseStatement("var trace = global::TracedLlm.LlmTrace.Current;")
            .WithLeadingTrivia(statement.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Simplifier.Annotation, Formatter.Annotation);
        return block.WithStatements(block.Statements.RemoveAt(index).InsertRange(index, [capture, moved.WithLeadingTrivia(Indentation(statement))]));
    }

    private static IEnumerable<SyntaxTrivia> Indentation(SyntaxNode statement) =>
        statement.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia));

    /// <summary>The lambda with a <c>Use()</c> of the trace; <see langword="null"/> if the lambda cannot contain it.</summary>
    private static ParenthesizedLambdaExpressionSyntax? InUse(ParenthesizedLambdaExpressionSyntax lambda, SemanticModel? model, CancellationToken cancellationToken)
    {
        var use = SyntaxFactory.ParseStatement("using var scope = trace?.Use();")
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        if (lambda.Block is { } block)
        {
            // A returned task would outlive the scope.
            return lambda.AsyncKeyword.IsKind(SyntaxKind.None) && block.DescendantNodes().Any(static node => node is ReturnStatementSyntax { Expression: not null })
                ? null
                : lambda.WithBlock(block.WithStatements(block.Statements.Insert(0, use)));
        }

        if (lambda.ExpressionBody is not { } body)
        {
            return null;
        }

        var isTask = model?.GetTypeInfo(body, cancellationToken).Type is { Name: "Task" or "ValueTask" };
        var plain = body.WithoutTrivia();
        ExpressionSyntax work = isTask && plain is not AwaitExpressionSyntax ? SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), plain) : plain;
        if (work is not (AwaitExpressionSyntax or InvocationExpressionSyntax or AssignmentExpressionSyntax))
        {
            return null;
        }

        var statements = SyntaxFactory.Block(use, SyntaxFactory.ExpressionStatement(work).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed));
        var changed = lambda.WithExpressionBody(null).WithBlock(statements);
        return (isTask && changed.AsyncKeyword.IsKind(SyntaxKind.None)
            ? changed.WithAsyncKeyword(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space))
            : changed).WithAdditionalAnnotations(Formatter.Annotation);
    }
}
