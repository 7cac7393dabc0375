using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.Metadata;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>TLM1004: names one of the likely APIs.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ApiNotInferableFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM1004"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan) is not AttributeSyntax attribute
                || !diagnostic.Properties.TryGetValue(ApiNotInferable.Candidates, out var apis)
                || apis is null)
            {
                continue;
            }

            foreach (var api in apis.Split(','))
            {
                context.RegisterCodeFix(
                    CodeAction.Create($"Name LlmApi.{api}", cancellationToken => NameAsync(context.Document, attribute, api, cancellationToken), equivalenceKey: api),
                    diagnostic);
            }
        }
    }

    private static async Task<Document> NameAsync(Document document, AttributeSyntax attribute, string api, CancellationToken cancellationToken)
    {
        var argument = SyntaxFactory.AttributeArgument(SyntaxFactory.ParseExpression($"global::TracedLlm.LlmApi.{api}").WithAdditionalAnnotations(Simplifier.Annotation));
        var named = attribute.ArgumentList?.Arguments ?? default;
        var arguments = named.Count == 0
            ? SyntaxFactory.AttributeArgumentList(SyntaxFactory.SingletonSeparatedList(argument))
            : attribute.ArgumentList!.WithArguments(SyntaxFactory.SeparatedList(
                named.Insert(0, argument),
                Enumerable.Repeat(SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space), named.Count)));
        var root = (await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
        return document.WithSyntaxRoot(root.ReplaceNode(attribute, attribute.WithArgumentList(arguments)));
    }
}
