using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Follows the members that a <c>Path</c> names, from a parameter or a return value.</summary>
internal static class TagPath
{
    /// <param name="start">The C# of the value to start from.</param>
    /// <param name="type">Its type.</param>
    /// <param name="path">Member names separated by dots; <see langword="null"/> for the value itself.</param>
    /// <param name="within">The type that the generated half is part of.</param>
    /// <param name="compilation">Decides what is accessible there.</param>
    /// <param name="warnings">Learns of the members that are read.</param>
    public static TagRead Follow(
        string start,
        ITypeSymbol type,
        string? path,
        INamedTypeSymbol within,
        Compilation compilation,
        RepeatedWarnings warnings)
    {
        var read = new TagRead(start, type, Conditional: false);
        if (path is null)
        {
            return read;
        }

        foreach (var name in path.Split('.'))
        {
            var member = Find(NotNull(read.Type), name, within, compilation, out var hidden);
            if (member is null)
            {
                var on = $"'{NotNull(read.Type).ToDisplayString(CSharpText.ShortType)}'";
                var error = name.Length == 0
                    ? $"'{path}' is not a path of member names separated by dots"
                    : hidden
                        ? $"'{name}' of {on} is not accessible here, or cannot be read"
                        : $"{on} has no property or field '{name}'";
                return read with { Error = error };
            }

            warnings.Add(member);
            var conditional = CanBeNull(read.Type);
            read = new(
                $"{read.Expression}{(conditional ? "?" : "")}.{CSharpText.Identifier(name)}",
                member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type,
                read.Conditional || conditional);
        }

        return read;
    }

    /// <summary>Whether a member of the type is reached with <c>?.</c>; annotations are promises, and JSON keeps none.</summary>
    public static bool CanBeNull(ITypeSymbol type) => !type.IsValueType || IsNullable(type);

    public static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>The <c>T</c> of a <c>T?</c>.</summary>
    public static ITypeSymbol NotNull(ITypeSymbol type) =>
        IsNullable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    private static ISymbol? Find(ITypeSymbol type, string name, INamedTypeSymbol within, Compilation compilation, out bool hidden)
    {
        hidden = false;
        if (name.Length == 0)
        {
            return null;
        }

        foreach (var member in MetadataNames.WithBasesOf(type).SelectMany(@base => @base.GetMembers(name)))
        {
            if (member is not (IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } or IPropertySymbol { IsStatic: false, IsIndexer: false })
                && !(member is IFieldSymbol { IsStatic: false } && type.IsTupleType))
            {
                continue;
            }

            var readable = (member as IPropertySymbol)?.GetMethod ?? (member is IFieldSymbol ? member : null);
            if (readable is not null && compilation.IsSymbolAccessibleWithin(readable, within, type is ITypeParameterSymbol ? null : type))
            {
                return member;
            }

            hidden = true;
        }

        return null;
    }
}
