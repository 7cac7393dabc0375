using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Where exceptions are thrown, by syntax alone: what is seen there is a reason to read a function or not to.</summary>
internal static class ThrowSites
{
    private const string Keyword = "throw";

    /// <summary>What the code of a compilation throws, less what it only throws on.</summary>
    public static IEnumerable<ExpressionSyntax> Find(Compilation compilation) =>
        from tree in compilation.SyntaxTrees
        where tree.GetText().ToString().IndexOf(Keyword, StringComparison.Ordinal) >= 0
        from node in tree.GetRoot().DescendantNodes()
        let thrown = Thrown(node)
        where thrown is not null
        select thrown;

    /// <summary>Whether a function throws, or a lambda or local function in it.</summary>
    public static bool Has(CodePlace function) =>
        function.Tree.GetRoot().FindNode(function.Span).DescendantNodesAndSelf().Any(static node => Thrown(node) is not null);

    private static ExpressionSyntax? Thrown(SyntaxNode node) => node switch
    {
        ThrowStatementSyntax statement => statement.Expression,
        ThrowExpressionSyntax expression => expression.Expression,
        _ => null,
    };
}
