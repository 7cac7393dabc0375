using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Metadata;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>TLM1001: reads the right field. Code that runs for routes of both kinds reads both fields, <c>litellm_metadata</c> first.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WrongMetadataFieldFix : CodeFixProvider
{
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
                // A new name would also move the keys of the provider.
                continue;
            }

            if (diagnostic.Properties.ContainsKey(WrongMetadataField.WrongOrder))
            {
                await FieldOrder.RegisterAsync(context, diagnostic).ConfigureAwait(false);
            }
            else if (diagnostic.Properties.TryGetValue(WrongMetadataField.RightProperty, out var property) && property is not null)
            {
                await RegisterPropertyAsync(context, diagnostic, property).ConfigureAwait(false);
            }
            else if (diagnostic.Properties.TryGetValue(WrongMetadataField.RightField, out var field) && field is not null)
            {
                await RegisterNameAsync(context, diagnostic, field).ConfigureAwait(false);
            }
            else if (await NameLiteral.FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { Parent: ArgumentSyntax { Parent.Parent: ElementAccessExpressionSyntax read } } name
                && CanBeReadTwice(read)
                && await IsNodeAsync(context.Document, read, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Read \"{LiteLlmMetadata}\", then \"{Metadata}\"",
                        cancellationToken => ReadBothAsync(context.Document, read, name, cancellationToken),
                        equivalenceKey: NameLiteral.Key),
                    diagnostic);
            }
        }
    }

    // A path of names keeps its other names; the name of a property is no text.
    private static async Task RegisterNameAsync(CodeFixContext context, Diagnostic diagnostic, string field)
    {
        if (await NameLiteral.FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } name
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model)
        {
            return;
        }

        if (name.IsKind(SyntaxKind.Utf8StringLiteralExpression) || model.GetConstantValue(name, context.CancellationToken).Value is Metadata or LiteLlmMetadata)
        {
            await NameLiteral.RegisterAsync(context, diagnostic, field).ConfigureAwait(false);
        }
        else if (name is LiteralExpressionSyntax { Token.Value: string path } && FieldPath.Rename(path, field) is { } renamed)
        {
            await NameLiteral.RegisterAsync(context, diagnostic, renamed).ConfigureAwait(false);
        }
    }

    private static async Task RegisterPropertyAsync(CodeFixContext context, Diagnostic diagnostic, string property)
    {
        if (await NameLiteral.FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is IdentifierNameSyntax name
            && await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is { } root)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use '{property}'",
                    _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(name, SyntaxFactory.IdentifierName(property).WithTriviaFrom(name)))),
                    equivalenceKey: NameLiteral.Key),
                diagnostic);
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

    // The expression must be free of side effects, and the code must not write to it.
    private static bool CanBeReadTwice(ElementAccessExpressionSyntax read) =>
        read.Expression.DescendantNodesAndSelf().All(static part => part is IdentifierNameSyntax or MemberAccessExpressionSyntax or ThisExpressionSyntax)
        && !(read.Parent is AssignmentExpressionSyntax assignment && assignment.Left == read);

    // The indexer of a dictionary throws for a missing name; the indexer of a node returns null.
    private static async Task<bool> IsNodeAsync(Document document, ElementAccessExpressionSyntax read, CancellationToken cancellationToken) =>
        await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is { } model
        && model.GetTypeInfo(read, cancellationToken).Type is { Name: "JsonNode" or "JToken" };
}
