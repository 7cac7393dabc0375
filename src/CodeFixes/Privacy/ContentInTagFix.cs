using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace TracedLlm.CodeFixes.Privacy;

/// <summary>TLM5002: sets <c>Content = true</c> on a payload or metadata field, or checks the options before a call.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ContentInTagFix : CodeFixProvider
{
    private const string Title = "Set Content = true";
    private const string Content = "Content";
    private const string Gate = "Check CaptureContent first";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM5002"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax value
                && Written(value) is { } statement
                && CaptureOptions.FindExpression(statement, model!) is { } captures)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Gate, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(statement, Gated(statement, captures)))), equivalenceKey: Gate),
                    diagnostic);
            }

            // Only fields have a named Tag. The attribute of a method has no Content property.
            if (root?.FindNode(diagnostic.Location.SourceSpan) is AttributeSyntax { ArgumentList: { } arguments } attribute
                && arguments.Arguments.Any(static argument => argument.NameEquals is { Name.Identifier.ValueText: "Tag" }))
            {
                var stated = arguments.Arguments.FirstOrDefault(static argument => argument.NameEquals is { Name.Identifier.ValueText: Content });
                var said = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression("true"))
                    .WithNameEquals(SyntaxFactory.NameEquals(SyntaxFactory.IdentifierName(Content).WithTrailingTrivia(SyntaxFactory.Space)).WithEqualsToken(SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space)));
                var changed = stated is not null
                    ? arguments.ReplaceNode(stated, said)
                    : arguments.WithArguments(SyntaxFactory.SeparatedList(
                        arguments.Arguments.Add(said),
                        Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), arguments.Arguments.Count)));
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(attribute, attribute.WithArgumentList(changed)))), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    /// <summary>The statement that only writes a value, if a block may take its place.</summary>
    private static ExpressionStatementSyntax? Written(ExpressionSyntax value) =>
        value.FirstAncestorOrSelf<InvocationExpressionSyntax>(call => call.ArgumentList.Arguments.Any(argument => argument.Expression == value)) is { } call
        && Receiver(call) is IdentifierNameSyntax or MemberAccessExpressionSyntax or PostfixUnaryExpressionSyntax
        && (call.Parent is ConditionalAccessExpressionSyntax access ? access.Parent : call.Parent) is ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax } statement
            ? statement
            : null;

    private static ExpressionSyntax? Receiver(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Expression,
        MemberBindingExpressionSyntax => (call.Parent as ConditionalAccessExpressionSyntax)?.Expression,
        _ => null,
    };

    private static IfStatementSyntax Gated(ExpressionStatementSyntax statement, string captures) => SyntaxFactory
        .IfStatement(SyntaxFactory.ParseExpression(captures), SyntaxFactory.Block(statement.WithoutTrivia()))
        .WithTriviaFrom(statement)
        .WithAdditionalAnnotations(Formatter.Annotation);
}
