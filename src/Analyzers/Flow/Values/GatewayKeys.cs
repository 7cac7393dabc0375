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

    private readonly Lazy<ImmutableHashSet<string>> _own;

    private GatewayKeys(Compilation compilation)
    {
        var symbols = GatewaySymbols.Get(compilation);
        _own = new(() => [.. TypesIn(compilation.Assembly.GlobalNamespace).Where(type => IsMetadata(type, symbols)).SelectMany(type => KeysOf(type, symbols))]);
    }

    public static GatewayKeys Get(Compilation compilation) => CompilationCode.Get(compilation).Get(static (code, _) => new GatewayKeys(code.Compilation), default);

    /// <summary>Whether LiteLLM or Langfuse know the key.</summary>
    public static bool IsKnown(string key) => Known.Contains(key) || key.StartsWith(MetadataKeyTable.KeyPrefix, StringComparison.Ordinal);

    /// <summary>Whether a type of the gateway maps the key.</summary>
    public bool IsOwn(string key) => _own.Value.Contains(key);

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
