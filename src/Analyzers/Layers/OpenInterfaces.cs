using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Layers;

/// <summary>The interfaces of a solution that a library uses and does not implement, so that a project above it does. They are found by names alone.</summary>
internal sealed class OpenInterfaces
{
    private readonly ImmutableArray<LayerFile> _files;

    private OpenInterfaces(CompilationCode code, CancellationToken cancellationToken)
    {
        _files = LayerFile.FilesOf(code, cancellationToken);
        var own = from file in _files
                  where SourceNames.IsIn(file.Tree, ["interface"], cancellationToken)
                  from type in file.Interfaces
                  where !IsImplemented(type.Identifier.ValueText, cancellationToken)
                  from member in type.Members.OfType<MethodDeclarationSyntax>()
                  select member.Identifier.ValueText;
        var below = from lower in SolutionAssemblies.Get(code).Below
                    from type in InterfacesIn(lower.Assembly.GlobalNamespace)
                    where code.Names.IsAnywhere([type.Name], cancellationToken) && !IsImplemented(type.Name, cancellationToken)
                    from member in type.GetMembers().OfType<IMethodSymbol>()
                    where member.MethodKind == MethodKind.Ordinary
                    select member.Name;
        MethodNames = [.. own.Concat(below)];
    }

    /// <summary>The names of their methods.</summary>
    public ImmutableHashSet<string> MethodNames { get; }

    public static OpenInterfaces Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new OpenInterfaces(code, token), cancellationToken);

    private bool IsImplemented(string name, CancellationToken cancellationToken) =>
        _files.Any(file => SourceNames.IsIn(file.Tree, [name], cancellationToken) && file.BaseNames.Contains(name));

    private static IEnumerable<INamedTypeSymbol> InterfacesIn(INamespaceSymbol space) =>
        space.GetTypeMembers().Where(static type => type.TypeKind == TypeKind.Interface).Concat(space.GetNamespaceMembers().SelectMany(InterfacesIn));
}
