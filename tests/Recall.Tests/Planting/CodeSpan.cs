using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace TracedLlm.Recall.Tests.Planting;

/// <summary>A part of the correct code.</summary>
/// <param name="Path">The file.</param>
/// <param name="Span">The part.</param>
internal sealed record CodeSpan(string Path, TextSpan Span)
{
    /// <summary>The span of a node.</summary>
    public static CodeSpan Of(SyntaxNode node) => new(node.SyntaxTree.FilePath, node.Span);
}
