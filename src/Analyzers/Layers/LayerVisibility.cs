using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Layers;

/// <summary>Decides which methods of a library other projects can call.</summary>
internal sealed class LayerVisibility(IAssemblySymbol assembly)
{
    private readonly bool _hasFriends = assembly.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute");

    public bool IsVisible(ISymbol symbol)
    {
        for (var outer = symbol; outer is not null and not INamespaceSymbol; outer = outer.ContainingSymbol)
        {
            var isVisible = outer.DeclaredAccessibility switch
            {
                Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal => true,
                Accessibility.Internal or Accessibility.ProtectedAndInternal => _hasFriends,
                _ => false,
            };
            if (!isVisible)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The methods of interfaces and base types through which other projects can call <paramref name="method"/>.</summary>
    public static IEnumerable<IMethodSymbol> Implemented(IMethodSymbol method)
    {
        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            yield return overridden.OriginalDefinition;
        }

        if (method.ContainingType is not { TypeKind: TypeKind.Class or TypeKind.Struct } type || method.IsStatic)
        {
            yield break;
        }

        var written = method.ExplicitInterfaceImplementations.FirstOrDefault();
        foreach (var member in type.AllInterfaces.SelectMany(one => one.GetMembers(written?.Name ?? method.Name)).OfType<IMethodSymbol>())
        {
            if (SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method))
            {
                yield return member.OriginalDefinition;
            }
        }
    }
}
