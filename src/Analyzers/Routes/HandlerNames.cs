using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>
/// The names that may stand for a traced handler in a call that maps an endpoint: methods with the attribute, and members and
/// variables that contain such a lambda or name such a method. The names are read from syntax, since binding every map call of
/// an application is expensive.
/// </summary>
internal sealed class HandlerNames
{
    private readonly AttributeNames _attributes;

    private readonly HashSet<string> _names;

    private HandlerNames(AttributeNames attributes, HashSet<string> names) => (_attributes, _names) = (attributes, names);

    public static HandlerNames Find(CompilationCode code, CancellationToken cancellationToken)
    {
        var attributes = AttributeNames.Get(code.Compilation);
        var found = new HashSet<string>(
            from tree in attributes.FilesWith(TracedNames.Route, cancellationToken)
            from node in tree.GetRoot(cancellationToken).DescendantNodes()
            where HasAttribute(node, attributes, cancellationToken)
            from name in NamesAround(node)
            select name);

        // A field or a local may hold the handler: Delegate handler = messages.HandleAsync.
        var holders = new HashSet<string>(
            from tree in code.Names.FilesWith([.. found], cancellationToken)
            from name in tree.GetRoot(cancellationToken).DescendantNodes().OfType<SimpleNameSyntax>()
            where found.Contains(name.Identifier.ValueText)
            from holder in name.Ancestors().TakeWhile(static node => node is not StatementSyntax and not MemberDeclarationSyntax || node is LocalDeclarationStatementSyntax)
            let declared = NameOf(holder)
            where declared is not null
            select declared);
        found.UnionWith(holders);
        return new(attributes, found);
    }

    /// <summary>Whether a call may map a traced handler.</summary>
    public bool MayBeIn(InvocationExpressionSyntax map, CancellationToken cancellationToken) =>
        map.ArgumentList.Arguments.Any(argument => argument.Expression switch
        {
            AnonymousFunctionExpressionSyntax lambda => HasAttribute(lambda, _attributes, cancellationToken),
            LiteralExpressionSyntax => false,
            var value => value.DescendantNodesAndSelf().Any(node => (node is SimpleNameSyntax name && _names.Contains(name.Identifier.ValueText)) || HasAttribute(node, _attributes, cancellationToken)),
        });

    private static bool HasAttribute(SyntaxNode node, AttributeNames attributes, CancellationToken cancellationToken) => node switch
    {
        MethodDeclarationSyntax method => attributes.HasAny(method.AttributeLists, TracedNames.Route, cancellationToken),
        LocalFunctionStatementSyntax local => attributes.HasAny(local.AttributeLists, TracedNames.Route, cancellationToken),
        LambdaExpressionSyntax lambda => attributes.HasAny(lambda.AttributeLists, TracedNames.Route, cancellationToken),
        _ => false,
    };

    private static IEnumerable<string> NamesAround(SyntaxNode node) => node.AncestorsAndSelf().Select(NameOf).OfType<string>();

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    };
}
