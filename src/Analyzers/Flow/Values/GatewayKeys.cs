using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Facts;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The metadata keys that a compilation knows: those of the runtime's table, and the gateway's own.</summary>
internal sealed class GatewayKeys
{
    private static readonly ImmutableHashSet<string> Known = [.. MetadataKeyTable.Rows.Select(static row => row.Name)];

    private readonly ImmutableHashSet<string> _own;

    private GatewayKeys(Compilation compilation, CancellationToken cancellationToken)
    {
        var symbols = GatewaySymbols.Get(compilation);
        var own = ImmutableHashSet.CreateBuilder<string>();
        foreach (var type in TypesIn(compilation.Assembly.GlobalNamespace))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsMetadata(type, symbols))
            {
                own.UnionWith(KeysOf(type, symbols));
            }
        }

        _own = own.ToImmutable();
    }

    public static GatewayKeys Get(Compilation compilation, CancellationToken cancellationToken) =>
        CompilationCode.Get(compilation).Get(static (code, token) => new GatewayKeys(code.Compilation, token), cancellationToken);

    /// <summary>Whether LiteLLM or Langfuse know the key.</summary>
    public static bool IsKnown(string key) => Known.Contains(key) || key.StartsWith(MetadataKeyTable.KeyPrefix, StringComparison.Ordinal);

    /// <summary>Whether a type of the gateway maps the key.</summary>
    public bool IsOwn(string key) => _own.Contains(key);

    /// <summary>Whether a type of the compilation, or of one that it references, is a <c>[GatewayMetadata]</c> type.</summary>
    public static bool IsMetadata(ITypeSymbol type, GatewaySymbols symbols) =>
        symbols.GatewayMetadata is not null && type.GetAttributes().Any(attribute => GatewaySymbols.Same(attribute.AttributeClass, symbols.GatewayMetadata));

    private static IEnumerable<string> KeysOf(INamedTypeSymbol type, GatewaySymbols symbols) =>
        from property in type.GetMembers().OfType<IPropertySymbol>()
        from attribute in property.GetAttributes()
        where GatewaySymbols.Same(attribute.AttributeClass, symbols.MetadataKey)
        let key = attribute.First().Text()
        where key is not null
        select key;

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(static member =>
            member is INamedTypeSymbol type ? TypesIn(member).Prepend(type) : TypesIn(member));
}
