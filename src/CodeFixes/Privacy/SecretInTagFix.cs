using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.Privacy;

/// <summary>TLM5001: removes the secret or writes its hash.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SecretInTagFix : CodeFixProvider
{
    private const string Hash = "Write the hash of the secret";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM5001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        await TagRemoval.RegisterAsync(context).ConfigureAwait(false);
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax value
                && Text(value, model!.GetTypeInfo(value, context.CancellationToken)) is { } text)
            {
                var hashed = SyntaxFactory.InvocationExpression(
                    SyntaxFactory.ParseExpression("global::TracedLlm.LlmCaller.HashKey").WithAdditionalAnnotations(Simplifier.Annotation),
                    SyntaxFactory.ArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(text))));
                context.RegisterCodeFix(
                    CodeAction.Create(
                        Hash,
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(value, hashed.WithTriviaFrom(value)))),
                        equivalenceKey: Hash),
                    diagnostic);
            }
        }
    }

    // A value that may be null cannot be hashed.
    private static ExpressionSyntax? Text(ExpressionSyntax value, TypeInfo type) => type switch
    {
        { Type: { SpecialType: SpecialType.System_String }, Nullability.FlowState: not NullableFlowState.MaybeNull } => value.WithoutTrivia(),
        { Type: { Name: "StringValues", ContainingNamespace.Name: "Primitives" } } => SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, value.WithoutTrivia(), SyntaxFactory.IdentifierName("ToString"))),
        _ => null,
    };
}
