using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using TracedLlm.Analyzers.Spans;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3010: adds <c>[return: GuardrailResult]</c> with the members that say the decision.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class UntracedDecisionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3010"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(UntracedDecision.Arguments, out var arguments) && arguments is not null
                && root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Add [return: GuardrailResult]",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(method, WithAttribute(method, arguments)))),
                        equivalenceKey: "result"),
                    diagnostic);
            }
        }
    }

    private static MethodDeclarationSyntax WithAttribute(MethodDeclarationSyntax method, string arguments)
    {
        var list = ((MethodDeclarationSyntax)SyntaxFactory.ParseMemberDeclaration($"[return: global::TracedLlm.GuardrailResult({arguments})] void M();")!).AttributeLists[0];
        list = list.ReplaceNodes(
            list.DescendantNodes().Where(static node => node is QualifiedNameSyntax { Parent: AttributeSyntax } or MemberAccessExpressionSyntax { Parent: AttributeArgumentSyntax }),
            static (_, node) => node.WithAdditionalAnnotations(Simplifier.Annotation));
        var last = method.AttributeLists.LastOrDefault();
        list = last is null
            ? list.WithLeadingTrivia(method.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.ElasticLineFeed)
            : list.WithLeadingTrivia(last.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))).WithTrailingTrivia(last.GetTrailingTrivia());
        return (last is null ? method.WithLeadingTrivia(MethodHalves.Indentation(method)) : method)
            .WithAttributeLists(method.AttributeLists.Add(list))
            .WithAdditionalAnnotations(Formatter.Annotation);
    }
}
