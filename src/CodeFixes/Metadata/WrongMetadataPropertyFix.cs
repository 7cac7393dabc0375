using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.Metadata;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>TLM1006: gives the property its JSON name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class WrongMetadataPropertyFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM1006"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!diagnostic.Properties.TryGetValue(WrongMetadataProperty.RightName, out var name) || name is null)
            {
                continue;
            }

            switch (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true))
            {
                case ExpressionSyntax:
                    await NameLiteral.RegisterAsync(context, diagnostic, name).ConfigureAwait(false);
                    break;
                case PropertyDeclarationSyntax property:
                    Register(context, diagnostic, name, cancellationToken => ReplaceAsync(context.Document, property, Stated(property, name), cancellationToken));
                    break;
                case ParameterSyntax parameter:
                    Register(context, diagnostic, name, cancellationToken => ReplaceAsync(context.Document, parameter, Stated(parameter, name), cancellationToken));
                    break;
            }
        }
    }

    private static void Register(CodeFixContext context, Diagnostic diagnostic, string name, Func<CancellationToken, Task<Document>> fix) =>
        context.RegisterCodeFix(CodeAction.Create($"Name the property \"{name}\" in JSON", fix, equivalenceKey: NameLiteral.Key), diagnostic);

    private static PropertyDeclarationSyntax Stated(PropertyDeclarationSyntax property, string name)
    {
        var list = List(name).WithLeadingTrivia(property.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
        var plain = property.WithLeadingTrivia(property.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)));
        return plain.WithAttributeLists(plain.AttributeLists.Insert(0, list));
    }

    // On a parameter of a record the attribute needs the target 'property'.
    private static ParameterSyntax Stated(ParameterSyntax parameter, string name)
    {
        var list = List(name)
            .WithTarget(SyntaxFactory.AttributeTargetSpecifier(SyntaxFactory.Token(SyntaxKind.PropertyKeyword)))
            .WithLeadingTrivia(parameter.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.Space);
        var plain = parameter.WithoutLeadingTrivia();
        return plain.WithAttributeLists(plain.AttributeLists.Insert(0, list));
    }

    private static AttributeListSyntax List(string name) => SyntaxFactory.AttributeList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Attribute(
        SyntaxFactory.ParseName("global::System.Text.Json.Serialization.JsonPropertyName").WithAdditionalAnnotations(Simplifier.Annotation),
        SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(SyntaxFactory.AttributeArgument(
            SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name))))))));

    private static async Task<Document> ReplaceAsync(Document document, SyntaxNode node, SyntaxNode replacement, CancellationToken cancellationToken)
    {
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(node, replacement.WithAdditionalAnnotations(Formatter.Annotation)));
    }
}
