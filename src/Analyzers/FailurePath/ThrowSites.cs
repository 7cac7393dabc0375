using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds throws by syntax alone. This is cheap and shows which functions the rule must read.</summary>
internal static class ThrowSites
{
    private const string Keyword = "throw";

    /// <summary>The exceptions that a compilation throws, without rethrows.</summary>
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
