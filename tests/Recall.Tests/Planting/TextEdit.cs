using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Recall.Tests.Planting;

/// <summary>Other text in the place of a part of a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Span">The part; empty to insert.</param>
/// <param name="Text">The text.</param>
internal sealed record TextEdit(string Path, TextSpan Span, string Text)
{
    /// <summary>Other text in the place of a node.</summary>
    public static TextEdit Replace(SyntaxNode node, string text) => new(node.SyntaxTree.FilePath, node.Span, text);

    /// <summary>Other text in the place of a token.</summary>
    public static TextEdit Replace(SyntaxToken token, string text) => new(token.SyntaxTree!.FilePath, token.Span, text);

    /// <summary>Text in front of a node.</summary>
    public static TextEdit Before(SyntaxNode node, string text) => new(node.SyntaxTree.FilePath, new TextSpan(node.SpanStart, 0), text);

    /// <summary>Text at a position.</summary>
    public static TextEdit At(SyntaxNode node, int position, string text) => new(node.SyntaxTree.FilePath, new TextSpan(position, 0), text);
}
