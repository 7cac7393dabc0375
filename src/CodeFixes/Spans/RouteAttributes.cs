using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;

namespace TracedLlm.CodeFixes.Spans;

/// <summary>Reads and writes <c>[TracedLlmRoute]</c>.</summary>
internal static class RouteAttributes
{
    public static bool Any(SyntaxList<AttributeListSyntax> lists) => lists.SelectMany(static list => list.Attributes).Any(static attribute =>
        attribute.Name.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(static name => name.Identifier.ValueText is "TracedLlmRoute" or "TracedLlmRouteAttribute"));

    /// <summary>The attribute with full type names, which the simplifier shortens for its new file.</summary>
    public static AttributeSyntax Qualified(AttributeSyntax attribute, SemanticModel model)
    {
        var names = attribute.DescendantNodes()
            .OfType<NameSyntax>()
            .Where(name => name.Parent is not (QualifiedNameSyntax or NameEqualsSyntax or NameColonSyntax) && TypeOf(name, model) is not null);
        return attribute.ReplaceNodes(names, (name, _) => Whole(TypeOf(name, model)!, isAttribute: name == attribute.Name));
    }

    private static INamedTypeSymbol? TypeOf(NameSyntax name, SemanticModel model) => model.GetSymbolInfo(name).Symbol switch
    {
        INamedTypeSymbol type => type,
        IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type } => type,
        _ => null,
    };

    private static NameSyntax Whole(INamedTypeSymbol type, bool isAttribute)
    {
        const string Suffix = "Attribute";
        var whole = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        var name = type.Name;
        return SyntaxFactory.ParseName(isAttribute && name.EndsWith(Suffix, StringComparison.Ordinal) ? whole.Replace(name, name.Substring(0, name.Length - Suffix.Length)) : whole)
            .WithAdditionalAnnotations(Simplifier.Annotation);
    }
}
