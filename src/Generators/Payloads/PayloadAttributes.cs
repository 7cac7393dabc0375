using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>The attributes that map payloads.</summary>
internal static class PayloadAttributes
{
    public const string Map = "TracedLlm.PayloadMapAttribute";
    public const string Metadata = "TracedLlm.GatewayMetadataAttribute";

    private const string Field = "TracedLlm.PayloadFieldAttribute";
    private const string Key = "TracedLlm.MetadataKeyAttribute";

    public static AttributeData? MapOn(INamedTypeSymbol type) => AttributesOn(type, Map).FirstOrDefault();

    public static AttributeData? MetadataOn(INamedTypeSymbol type) => AttributesOn(type, Metadata).FirstOrDefault();

    public static IEnumerable<AttributeData> FieldsOn(IPropertySymbol property) => AttributesOn(property, Field);

    public static IEnumerable<AttributeData> KeysOn(IPropertySymbol property) => AttributesOn(property, Key);

    private static IEnumerable<AttributeData> AttributesOn(ISymbol symbol, string metadataName) =>
        symbol.GetAttributes().Where(attribute => MetadataNames.Is(attribute.AttributeClass, metadataName));
}
