using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Recall.Tests.Corpus;

namespace TracedLlm.Recall.Tests.Operators;

/// <summary>A literal with the name of a metadata field: <c>"litellm_metadata"</c>, <c>"metadata.session_id"</c>.</summary>
/// <param name="File">The file.</param>
/// <param name="Literal">The literal.</param>
internal sealed record MetadataField(CodeFile File, LiteralExpressionSyntax Literal)
{
    private const string Gateways = "litellm_metadata";
    private const string Providers = "metadata";

    /// <summary>The text of the literal.</summary>
    public string Text => Literal.Token.ValueText;

    /// <summary>Whether the field belongs to gateways only.</summary>
    public bool IsGateways => Text.StartsWith(Gateways, StringComparison.Ordinal);

    /// <summary>The literal with the other field.</summary>
    public string Other => IsGateways ? $"\"{Providers}{Text[Gateways.Length..]}\"" : $"\"{Gateways}{Text[Providers.Length..]}\"";

    /// <summary>The literals of a gateway, without those of which a comment says that they are right whatever the route.</summary>
    public static IEnumerable<MetadataField> In(GatewayCode code) => code.Files.SelectMany(In);

    /// <summary>The literals below a node.</summary>
    public static IEnumerable<MetadataField> In(CodeFile file, SyntaxNode node) =>
        from literal in node.DescendantNodesAndSelf().OfType<LiteralExpressionSyntax>()
        where literal.IsKind(SyntaxKind.StringLiteralExpression)
        let text = literal.Token.ValueText
        where text is Gateways or Providers || text.StartsWith(Gateways + ".", StringComparison.Ordinal) || text.StartsWith(Providers + ".", StringComparison.Ordinal)
        let line = file.LineOf(literal)
        where !line.Contains("// The provider's own", StringComparison.Ordinal) && !line.Contains("// Not a read", StringComparison.Ordinal)
        select new MetadataField(file, literal);

    /// <summary>The member or statement that contains the literal; a finding anywhere in it counts.</summary>
    public SyntaxNode Surrounding => Literal.Ancestors().First(static node => node is StatementSyntax and not BlockSyntax or MemberDeclarationSyntax or ArrowExpressionClauseSyntax);

    private static IEnumerable<MetadataField> In(CodeFile file) => In(file, file.Root);
}
