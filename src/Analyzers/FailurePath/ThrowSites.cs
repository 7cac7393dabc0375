using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds throws by syntax alone. This is cheap and shows which functions the rule must read.</summary>
internal static class ThrowSites
{
    private const string Keyword = "throw";

    /// <summary>The exceptions that a compilation throws, without rethrows.</summary>
    public static IEnumerable<ExpressionSyntax> Find(Compilation compilation, CancellationToken cancellationToken) =>
        from tree in CompilationCode.Get(compilation).Names.FilesWith([Keyword], cancellationToken)
        from node in tree.GetRoot(cancellationToken).DescendantNodes()
        let thrown = Thrown(node)
        where thrown is not null
        select thrown;

    /// <summary>Whether a function throws, or a lambda or local function in it.</summary>
    public static bool Has(CodePlace function, CancellationToken cancellationToken) =>
        function.Tree.GetRoot(cancellationToken).FindNode(function.Span).DescendantNodesAndSelf().Any(static node => Thrown(node) is not null);

    private static ExpressionSyntax? Thrown(SyntaxNode node) => node switch
    {
        ThrowStatementSyntax statement => statement.Expression,
        ThrowExpressionSyntax expression => expression.Expression,
        _ => null,
    };
}
