using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.Context;

/// <summary>TLM4002: passes the parent only to the span that the next statement starts.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ContextOverwrittenFix : CodeFixProvider
{
    private const string Title = "Pass the parent to the span";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM4002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Parent: ExpressionStatementSyntax statement } assignment
                && IsSpanInHand(assignment.Right, model!)
                && Next(statement) is { } next
                && Start(next, model!) is { } start)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Change(root, context.Document, statement, start, assignment.Right))), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    // Without a parent a span takes the current one. The fix must not delay a call that the expression makes.
    private static bool IsSpanInHand(ExpressionSyntax parent, SemanticModel model) =>
        (parent is PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } known ? known.Operand : parent) is IdentifierNameSyntax
        && model.GetTypeInfo(parent) is { Type.Name: "Activity", Nullability.FlowState: NullableFlowState.NotNull };

    private static SyntaxNode? Next(ExpressionStatementSyntax statement)
    {
        SyntaxNode self = statement.Parent is GlobalStatementSyntax global ? global : statement;
        return self.Parent?.ChildNodes().SkipWhile(node => node != self).Skip(1).FirstOrDefault() is { } next
            ? next is GlobalStatementSyntax { Statement: var inner } ? inner : next
            : null;
    }

    /// <summary>The call that starts a span for the rest of the block, by its name or by its name and kind.</summary>
    private static InvocationExpressionSyntax? Start(SyntaxNode statement, SemanticModel model) =>
        statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword, Declaration.Variables: { Count: 1 } variables }
        && variables[0].Initializer?.Value is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 or 2 } arguments } call
        && arguments.All(static argument => argument.NameColon is null)
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "StartActivity", ContainingType.Name: "ActivitySource", Parameters: { Length: 2 } parameters }
        && parameters[0].Name == "name"
            ? call
            : null;

    private static SyntaxNode Change(SyntaxNode root, Document document, ExpressionStatementSyntax assigned, InvocationExpressionSyntax start, ExpressionSyntax parent)
    {
        var arguments = start.ArgumentList.Arguments;
        if (arguments.Count == 1)
        {
            arguments = arguments.Add(Argument("global::System.Diagnostics.ActivityKind.Internal"));
        }

        arguments = arguments.Add(Argument($"{parent.WithoutTrivia()}.Context"));
        var given = start.WithArgumentList(start.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(
            arguments,
            Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Count - 1))));
        var editor = new SyntaxEditor(root, document.Project.Solution.Workspace.Services);
        editor.ReplaceNode(start, given);
        editor.RemoveNode(assigned.Parent is GlobalStatementSyntax global ? global : assigned, SyntaxRemoveOptions.KeepNoTrivia);
        return editor.GetChangedRoot();
    }

    private static ArgumentSyntax Argument(string value)
    {
        var expression = SyntaxFactory.ParseExpression(value);
        return SyntaxFactory.Argument(expression.WithAdditionalAnnotations(Simplifier.Annotation));
    }
}
