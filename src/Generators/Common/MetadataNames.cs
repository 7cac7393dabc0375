using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Common;

/// <summary>Full metadata names (<c>System.Threading.Tasks.Task`1</c>), by which tables of types are keyed.</summary>
internal static class MetadataNames
{
    private static readonly SymbolDisplayFormat Plain = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static string FullName(ITypeSymbol type)
    {
        var original = type.OriginalDefinition;
        return original.ContainingType is { } outer
            ? $"{FullName(outer)}+{original.MetadataName}"
            : original.ContainingNamespace is { IsGlobalNamespace: false } space
                ? $"{space.ToDisplayString(Plain)}.{original.MetadataName}"
                : original.MetadataName;
    }

    /// <summary>Whether a type has this full name. The check compares in place, because building a string for every type costs too much.</summary>
    public static bool Is(ITypeSymbol? type, string metadataName)
    {
        var left = metadataName.Length;
        for (ISymbol? part = type?.OriginalDefinition; part is not null && EndsWith(metadataName, left, part.MetadataName);)
        {
            left -= part.MetadataName.Length;
            var outer = part.ContainingType ?? (ISymbol?)part.ContainingNamespace;
            if (outer is null or INamespaceSymbol { IsGlobalNamespace: true })
            {
                return left == 0;
            }

            if (left == 0 || metadataName[--left] != (outer is INamespaceSymbol ? '.' : '+'))
            {
                return false;
            }

            part = outer;
        }

        return false;
    }

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

    private static bool EndsWith(string text, int end, string part) =>
        end >= part.Length && string.CompareOrdinal(text, end - part.Length, part, 0, part.Length) == 0;
}
