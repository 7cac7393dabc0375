using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Common;

/// <summary>Full metadata names (<c>System.Threading.Tasks.Task`1</c>), by which tables of types are keyed.</summary>
internal static class MetadataNames
{
    private static readonly SymbolDisplayFormat Plain = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static string Of(ITypeSymbol type)
    {
        var original = type.OriginalDefinition;
        return original.ContainingType is { } outer
            ? $"{Of(outer)}+{original.MetadataName}"
            : original.ContainingNamespace is { IsGlobalNamespace: false } space
                ? $"{space.ToDisplayString(Plain)}.{original.MetadataName}"
                : original.MetadataName;
    }

    public static bool Is(ITypeSymbol? type, string metadataName) =>
        type is not null && metadataName.EndsWith(type.OriginalDefinition.MetadataName, StringComparison.Ordinal) && Of(type) == metadataName;

    /// <summary>The type itself, its base types and its interfaces; of a type parameter, those of its constraints.</summary>
    public static IEnumerable<ITypeSymbol> WithBasesOf(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }

        foreach (var @interface in type.AllInterfaces)
        {
            yield return @interface;
        }

        if (type is ITypeParameterSymbol parameter)
        {
            foreach (var constraint in parameter.ConstraintTypes.SelectMany(WithBasesOf))
            {
                yield return constraint;
            }
        }
    }
}
