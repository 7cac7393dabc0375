using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3006: a <see langword="using"/> ends the span on every path.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SpanNotEndedFix : CodeFixProvider
{
    private const string Title = "End it with 'using'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3006"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            var start = root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (start?.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax or GlobalStatementSyntax } statement)
            {
                // A declaration with using cannot stand alone after an if or in a switch.
                continue;
            }

            var ended = statement switch
            {
                LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } declaration => Using(declaration),
                ExpressionStatementSyntax discarded => Kept(discarded, NameAt(discarded, model!)),
                _ => null,
            };
            if (ended is not null)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root!.ReplaceNode(statement, ended))), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    private static LocalDeclarationStatementSyntax Using(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space));

    private static StatementSyntax Kept(ExpressionStatementSyntax discarded, string name)
    {
        var value = discarded.Expression is AssignmentExpressionSyntax assignment ? assignment.Right : discarded.Expression;
        return SyntaxFactory.ParseStatement($"using var {name} = {value.WithoutTrivia().ToFullString()};").WithTriviaFrom(discarded);
    }

    private static string NameAt(SyntaxNode statement, SemanticModel model)
    {
        var names = new HashSet<string>(statement.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.Parent!.DescendantTokens()
            .Where(static token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(static token => token.ValueText)
            .Concat(model.LookupSymbols(statement.SpanStart).Select(static symbol => symbol.Name)));
        return Enumerable.Range(1, int.MaxValue).Select(static number => number == 1 ? "span" : $"span{number}").First(name => !names.Contains(name));
    }
}
