using Microsoft.CodeAnalysis;

namespace TracedLlm.Recall.Tests.Corpus;

/// <summary>A file of a gateway with its meaning.</summary>
/// <param name="Layer">The index of its project, from below.</param>
/// <param name="Tree">The file.</param>
/// <param name="Model">What its names mean.</param>
internal sealed record CodeFile(int Layer, SyntaxTree Tree, SemanticModel Model)
{
    /// <summary>The path in the corpus.</summary>
    public string Path => Tree.FilePath;

    /// <summary>The root of the file.</summary>
    public SyntaxNode Root => Tree.GetRoot();

    /// <summary>The nodes of a kind, in the order of the text.</summary>
    public IEnumerable<TNode> Nodes<TNode>()
        where TNode : SyntaxNode => Root.DescendantNodes().OfType<TNode>();

    /// <summary>The text of the line of a node.</summary>
    public string LineOf(SyntaxNode node) => Tree.GetText().Lines.GetLineFromPosition(node.SpanStart).ToString();
}
