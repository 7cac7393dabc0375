using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using TracedLlm.Analyzers.Spans;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>TLM3006: a <see langword="using"/> ends the span on every path.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SpanNotEndedFix : CodeFixProvider
{
    private const string Title = "Declare it with 'using'";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM3006"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(static async (context, document, diagnostics) =>
    {
        var root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        var statements = diagnostics.OrderBy(static diagnostic => diagnostic.Location.SourceSpan.Start)
            .Select(diagnostic => StatementAt(root, diagnostic))
            .OfType<StatementSyntax>();
        return await EndAsync(document, root, statements, context.CancellationToken).ConfigureAwait(false);
    });

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root is not null && StatementAt(root, diagnostic) is { } statement)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(Title, cancellationToken => EndAsync(context.Document, root, [statement], cancellationToken), equivalenceKey: Title),
                    diagnostic);
            }
        }
    }

    // C# allows no using declaration as the only statement of an if, in a switch section, or in a lambda without a block.
    private static StatementSyntax? StatementAt(SyntaxNode root, Diagnostic diagnostic) =>
        !diagnostic.Properties.ContainsKey(SpanNotEnded.Kept)
        && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<SyntaxNode>(static node => node is StatementSyntax or AnonymousFunctionExpressionSyntax) is StatementSyntax { Parent: BlockSyntax or GlobalStatementSyntax } statement
        && statement is LocalDeclarationStatementSyntax { Declaration.Variables.Count: 1 } or ExpressionStatementSyntax
            ? statement
            : null;

    private static async Task<Document> EndAsync(Document document, SyntaxNode root, IEnumerable<StatementSyntax> statements, CancellationToken cancellationToken)
    {
        var model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        var editor = new SyntaxEditor(root, document.Project.Solution.Workspace.Services);
        var names = new SpanNames(model!);
        foreach (var statement in statements)
        {
            if (statement is ExpressionStatementSyntax)
            {
                var name = names.NameAt(statement);
                editor.ReplaceNode(statement, (current, _) => Kept((ExpressionStatementSyntax)current, name));
            }
            else
            {
                editor.ReplaceNode(statement, static (current, _) => Using((LocalDeclarationStatementSyntax)current));
            }
        }

        return document.WithSyntaxRoot(editor.GetChangedRoot());
    }

    private static LocalDeclarationStatementSyntax Using(LocalDeclarationStatementSyntax declaration) => declaration
        .WithoutLeadingTrivia()
        .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space));

    private static StatementSyntax Kept(ExpressionStatementSyntax discarded, string name)
    {
        var value = discarded.Expression is AssignmentExpressionSyntax assignment ? assignment.Right : discarded.Expression;
        return SyntaxFactory.ParseStatement($"using var {name} = {value.WithoutTrivia().ToFullString()};").WithTriviaFrom(discarded);
    }
}
