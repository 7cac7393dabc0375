using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Common;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>The names that properties have in JSON.</summary>
internal static class JsonNames
{
    private const string Newtonsoft = "Newtonsoft.Json.JsonPropertyAttribute";

    /// <summary>The name that an attribute gives to a property, and the attribute; <see langword="null"/> if no attribute names it.</summary>
    public static (string Name, AttributeData Attribute)? Stated(IPropertySymbol property, GatewaySymbols symbols)
    {
        foreach (var attribute in property.GetAttributes())
        {
            if ((GatewaySymbols.Same(attribute.AttributeClass, symbols.JsonPropertyName) || MetadataNames.Is(attribute.AttributeClass, Newtonsoft))
                && attribute.First().Text() is { } name)
            {
                return (name, attribute);
            }
        }

        return null;
    }

    /// <summary>That name, or else the property's own as ASP.NET Core writes it.</summary>
    public static string NameOf(IPropertySymbol property, GatewaySymbols symbols) =>
        Stated(property, symbols)?.Name ?? char.ToLowerInvariant(property.Name[0]) + property.Name.Substring(1);
}
