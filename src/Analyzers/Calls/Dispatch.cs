using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Calls;

/// <summary>The methods of a compilation that a call may run: the one it names, its overrides and its implementations.</summary>
internal sealed class Dispatch
{
    // The computation reads symbols alone and takes no other lock, so it cannot wait for a thread that waits for it.
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types;
    private readonly IAssemblySymbol _assembly;
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<IMethodSymbol>> _targets = new(SymbolEqualityComparer.Default);

    public Dispatch(Compilation compilation)
    {
        _assembly = compilation.Assembly;
        _types = new(() => [.. TypesIn(compilation.Assembly.GlobalNamespace)]);
    }

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
        // The interfaces of a type are known only when its base types are bound. Of a method of the platform, which much code calls,
        // only the types that declare its name are asked.
        var isOfOthers = !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, _assembly) && IsOfThePlatform(method);
        foreach (var type in isOfOthers ? _types.Value.Where(type => type.MemberNames.Contains(method.Name)) : _types.Value)
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

    private static bool IsOfThePlatform(IMethodSymbol method) =>
        method.ContainingAssembly?.Name is { } name && (name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal));

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

    /// <summary>The classes and structs in a namespace or type, with those nested in them.</summary>
    public static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container)
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
