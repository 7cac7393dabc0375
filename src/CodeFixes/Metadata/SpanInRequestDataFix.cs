using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>TLM1005: removes the stored span if no other code mentions its key, so no code reads the span.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
[Shared]
public sealed class SpanInRequestDataFix : CodeFixProvider
{
    private const string Title = "Remove the stored span";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ["TLM1005"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax value
                && DoesNothing(value)
                && Entry(value) is var (key, entry)
                && key.IsKind(SyntaxKind.StringLiteralExpression)
                && await IsNamedOnceAsync(key.Token.ValueText, context.Document.Project.Solution, context.CancellationToken).ConfigureAwait(false)
                && Without(root, entry) is { } changed)
            {
                context.RegisterCodeFix(CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(changed)), equivalenceKey: Title), diagnostic);
            }
        }
    }

    /// <summary>Whether the expression has no side effects.</summary>
    private static bool DoesNothing(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax => true,
        MemberAccessExpressionSyntax member => DoesNothing(member.Expression),
        ConditionalAccessExpressionSyntax { WhenNotNull: MemberBindingExpressionSyntax } access => DoesNothing(access.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } known => DoesNothing(known.Operand),
        CastExpressionSyntax cast => DoesNothing(cast.Expression),
        ParenthesizedExpressionSyntax inner => DoesNothing(inner.Expression),
        _ => false,
    };

    /// <summary>The key, and the statement or the entry of an initializer that stores the value.</summary>
    private static (LiteralExpressionSyntax Key, SyntaxNode Entry)? Entry(ExpressionSyntax value)
    {
        var (key, entry) = value.Parent switch
        {
            AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax indexer, Parent: ExpressionStatementSyntax statement } when DoesNothing(indexer.Expression) =>
                (First(indexer.ArgumentList, of: 1), statement),
            AssignmentExpressionSyntax { Left: ImplicitElementAccessSyntax indexer } element => (First(indexer.ArgumentList, of: 1), element),
            InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ComplexElementInitializerExpression, Expressions: { Count: 2 } both } pair => (both[0], pair),
            ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member, Parent: ExpressionStatementSyntax statement } } arguments }
                when DoesNothing(member.Expression) => (First(arguments, of: 2), statement),
            _ => ((ExpressionSyntax?)null, (SyntaxNode?)null),
        };
        return key is LiteralExpressionSyntax literal && entry is not null ? (literal, entry) : null;
    }

    private static ExpressionSyntax? First(BaseArgumentListSyntax list, int of) => list.Arguments.Count == of ? list.Arguments[0].Expression : null;

    private static async Task<bool> IsNamedOnceAsync(string key, Solution solution, CancellationToken cancellationToken)
    {
        var found = 0;
        foreach (var document in solution.Projects.SelectMany(static project => project.Documents))
        {
            var text = await document.GetTextAsync(cancellationToken).ConfigureAwait(false);
            if (text.ToString().IndexOf(key, StringComparison.Ordinal) >= 0
                && await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is { } root)
            {
                found += root.DescendantTokens().Count(token => token.IsKind(SyntaxKind.StringLiteralToken) && token.ValueText == key);
            }
        }

        return found == 1;
    }

    private static SyntaxNode? Without(SyntaxNode root, SyntaxNode entry) => entry switch
    {
        StatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } => root.RemoveNode(entry, SyntaxRemoveOptions.KeepNoTrivia),
        StatementSyntax { Parent: GlobalStatementSyntax global } => root.RemoveNode(global, SyntaxRemoveOptions.KeepNoTrivia),
        ExpressionSyntax { Parent: InitializerExpressionSyntax initializer } element => root.ReplaceNode(initializer, Without(initializer, element)),
        _ => null,
    };

    private static InitializerExpressionSyntax Without(InitializerExpressionSyntax initializer, ExpressionSyntax element)
    {
        var others = initializer.Expressions.Remove(element);
        return initializer.WithExpressions(others.Count > 0 ? others.Replace(others.Last(), others.Last().WithTrailingTrivia(initializer.Expressions.Last().GetTrailingTrivia())) : others);
    }
}
