using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using TracedLlm.Analyzers.Spans;
using TracedLlm.Generators.Common;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3005: moves <c>UseTracedLlm</c> to its place, or adds the missing calls after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class MiddlewareOrderFix : CodeFixProvider
{
    private const string Key = "move";
    private const string KeyOfAddition = "add";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is null || !diagnostic.Properties.TryGetValue(MiddlewareOrder.Repair, out var repair))
            {
                continue;
            }

            if (repair is MiddlewareOrder.AddAuthentication or MiddlewareOrder.AddAuthenticationAndAuthorization)
            {
                if (StatementAt(root, diagnostic.Location) is { } traced)
                {
                    string[] added = repair == MiddlewareOrder.AddAuthentication ? ["UseAuthentication"] : ["UseAuthentication", "UseAuthorization"];
                    context.RegisterCodeFix(
                        CodeAction.Create(
                            $"Add {string.Join(" and ", added)}",
                            _ => Task.FromResult(context.Document.WithSyntaxRoot(root.InsertNodesAfter(traced, added.Select(method => Call(traced, method))))),
                            equivalenceKey: KeyOfAddition),
                        diagnostic);
                }
            }
            else if (StatementAt(root, diagnostic.Location) is { } moved
                && StatementAt(root, diagnostic.AdditionalLocations[0]) is { } other
                && moved.Parent == other.Parent)
            {
                var isBefore = repair == MiddlewareOrder.MoveBefore;
                context.RegisterCodeFix(
                    CodeAction.Create(
                        isBefore ? "Move UseTracedLlm before the other call" : "Move UseTracedLlm after UseRouting",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(Move(root, moved, other, isBefore))),
                        equivalenceKey: Key),
                    diagnostic);
            }
        }
    }

    // Only a separate statement, app.UseTracedLlm(), can move. A call in a chain cannot.
    private static SyntaxNode? StatementAt(SyntaxNode root, Location location) =>
        root.FindNode(location.SourceSpan, getInnermostNodeForTie: true) is SimpleNameSyntax
        {
            Parent: MemberAccessExpressionSyntax
            {
                Expression: IdentifierNameSyntax,
                Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement },
            },
        }
            ? statement.Parent is GlobalStatementSyntax global ? global : statement
            : null;

    /// <summary>The statement <c>app.UseTracedLlm()</c> with another method.</summary>
    private static SyntaxNode Call(SyntaxNode traced, string method)
    {
        var call = traced.ReplaceNode(
            traced.DescendantNodes().OfType<MemberAccessExpressionSyntax>().First().Name,
            SyntaxFactory.IdentifierName(method));
        var arguments = call.DescendantNodes().OfType<ArgumentListSyntax>().First();
        return call.ReplaceNode(arguments, SyntaxFactory.ArgumentList())
            .WithLeadingTrivia(traced.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
            .WithTrailingTrivia(SyntaxFactory.ElasticLineFeed);
    }

    private static SyntaxNode Move(SyntaxNode root, SyntaxNode moved, SyntaxNode other, bool isBefore)
    {
        var tracked = root.TrackNodes(moved, other);
        tracked = tracked.RemoveNode(tracked.GetCurrentNode(moved)!, SyntaxRemoveOptions.KeepNoTrivia)!;
        var place = tracked.GetCurrentNode(other)!;
        return isBefore ? tracked.InsertNodesBefore(place, [moved]) : tracked.InsertNodesAfter(place, [moved]);
    }
}
