using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.Analyzers.Context;

namespace TracedLlm.CodeFixes.Context;

/// <summary>TLM4001: registers the source with its name as the key.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class ActivitySourceServiceFix : CodeFixProvider
{
    private const string Title = "Register the ActivitySource with a key";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM4001"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(ActivitySourceService.ServiceKey, out var key)
                && key is not null
                && root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name: var name }, ArgumentList.Arguments.Count: 1 } call)
            {
                var argument = SyntaxFactory.Argument(SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(key)));
                var arguments = SyntaxFactory.SeparatedList(
                    new[] { argument, call.ArgumentList.Arguments[0] },
                    [SyntaxFactory.Token(SyntaxKind.CommaToken).WithTrailingTrivia(SyntaxFactory.Space)]);
                var keyed = call.WithArgumentList(call.ArgumentList.WithArguments(arguments));
                keyed = keyed.ReplaceNode(((MemberAccessExpressionSyntax)keyed.Expression).Name, name.WithIdentifier(SyntaxFactory.Identifier("AddKeyedSingleton")));
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(call, keyed))), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }
}
