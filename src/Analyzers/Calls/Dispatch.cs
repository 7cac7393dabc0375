using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The methods of a compilation that a call may run: the one it names, its overrides and its implementations.</summary>
internal sealed class Dispatch
{
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _targets = new(SymbolEqualityComparer.Default);

    public Dispatch(Compilation compilation) => _types = new(() => [.. TypesIn(compilation.Assembly.GlobalNamespace)]);

    public ImmutableArray<IMethodSymbol> Targets(IMethodSymbol method)
    {
        var named = (method.ReducedFrom ?? method).OriginalDefinition;
        return named.IsVirtual || named.IsAbstract || named.IsOverride
            ? _targets.GetOrAdd(named, Find)
            : [named];
    }

    private ImmutableArray<IMethodSymbol> Find(IMethodSymbol method)
    {
        var targets = ImmutableArray.CreateBuilder<IMethodSymbol>();
        targets.Add(method);
        foreach (var type in _types.Value)
        {
            if (method.ContainingType.TypeKind == TypeKind.Interface)
            {
                targets.AddRange(Implementations(method, type));
            }
            else
            {
                targets.AddRange(type.GetMembers(method.Name).OfType<IMethodSymbol>().Where(candidate => Overrides(candidate, method)));
            }
        }

        return targets.ToImmutable();
    }

    // A type implements the constructed form of a generic interface.
    private static IEnumerable<IMethodSymbol> Implementations(IMethodSymbol method, INamedTypeSymbol type) =>
        from implemented in type.AllInterfaces
        where SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, method.ContainingType)
        from member in implemented.GetMembers(method.Name)
        where SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method)
        let implementation = type.FindImplementationForInterfaceMember(member) as IMethodSymbol
        where implementation is not null
        select implementation.OriginalDefinition;

    private static bool Overrides(IMethodSymbol candidate, IMethodSymbol method)
    {
        for (var overridden = candidate.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct } type)
            {
                yield return type;
            }

            foreach (var nested in TypesIn(member))
            {
                yield return nested;
            }
        }
    }
}
