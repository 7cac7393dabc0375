using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Metadata;

/// <summary>Replaces a constant name.</summary>
internal static class NameLiteral
{
    /// <summary>The equivalence key of these fixes. One key lets fix-all replace different names.</summary>
    public const string Key = "name";

    public static async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, string name)
    {
        if (await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is { } expression)
        {
            context.RegisterCodeFix(
                CodeAction.Create(
                    $"Use \"{name}\"",
                    async cancellationToken =>
                    {
                        var root = (await context.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false))!;
                        return context.Document.WithSyntaxRoot(root.ReplaceNode(expression, Create(name, expression).WithTriviaFrom(expression)));
                    },
                    equivalenceKey: Key),
                diagnostic);
        }
    }

    /// <summary>The expression of a finding.</summary>
    public static async Task<ExpressionSyntax?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken) =>
        await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is { } root
            ? root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax
            : null;

    /// <summary>A literal of <paramref name="name"/>, in UTF-8 if the replaced literal is.</summary>
    public static LiteralExpressionSyntax Create(string name, ExpressionSyntax replaced) =>
        replaced.IsKind(SyntaxKind.Utf8StringLiteralExpression)
            ? SyntaxFactory.LiteralExpression(
                SyntaxKind.Utf8StringLiteralExpression,
                SyntaxFactory.Token(default, SyntaxKind.Utf8StringLiteralToken, $"\"{name}\"u8", name, default))
            : SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name));
}
