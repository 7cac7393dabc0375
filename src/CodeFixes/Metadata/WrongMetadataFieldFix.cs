using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Metadata;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>TLM1001: the right field; where routes of both kinds run the code, both, the gateway's own first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WrongMetadataFieldFix : CodeFixProvider
{
    private const string Both = "both";
    private const string Metadata = "metadata";
    private const string LiteLlmMetadata = "litellm_metadata";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM1001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.ContainsKey(WrongMetadataField.HasOthersKeys))
            {
                // Another name would take the provider's keys along.
                continue;
            }

            if (diagnostic.Properties.TryGetValue(WrongMetadataField.RightField, out var field) && field is not null)
            {
                await NameLiteral.RegisterAsync(context, diagnostic, field).ConfigureAwait(false);
            }
            else if (await NameLiteral.FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { Parent: ArgumentSyntax { Parent.Parent: ElementAccessExpressionSyntax read } } name
                && CanBeReadTwice(read)
                && await IsNodeAsync(context.Document, read, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Read \"{LiteLlmMetadata}\", then \"{Metadata}\"",
                        cancellationToken => ReadBothAsync(context.Document, read, name, cancellationToken),
                        equivalenceKey: Both),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> ReadBothAsync(Document document, ElementAccessExpressionSyntax read, ExpressionSyntax name, CancellationToken cancellationToken)
    {
        var both = SyntaxFactory.ParenthesizedExpression(SyntaxFactory.BinaryExpression(
            SyntaxKind.CoalesceExpression,
            Renamed(LiteLlmMetadata).WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.Token(SyntaxKind.QuestionQuestionToken).WithTrailingTrivia(SyntaxFactory.Space),
            Renamed(Metadata)));
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(read, both.WithTriviaFrom(read)));

        ExpressionSyntax Renamed(string field) => read.ReplaceNode(name, NameLiteral.Create(field, name)).WithoutTrivia();
    }

    // Reading twice must cost nothing, and what is written has one place.
    private static bool CanBeReadTwice(ElementAccessExpressionSyntax read) =>
        read.Expression.DescendantNodesAndSelf().All(static part => part is IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)
        && !(read.Parent is AssignmentExpressionSyntax assignment && assignment.Left == read);

    // An indexer of a dictionary throws where the name is absent; that of a node gives null.
    private static async Task<bool> IsNodeAsync(Document document, ExpressionSyntax read, CancellationToken cancellationToken) =>
        await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } model
        && model.GetTypeInfo(read, cancellationToken).Type is { Name: "JsonNode" or "JToken" };
}
