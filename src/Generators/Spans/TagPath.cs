using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
    /// <param name="warnings">Collects the warnings of the members that the path reads.</param>
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
            if (name.Length == 0)
            {
                return read with { Error = $"'{path}' is not a path of member names separated by dots; correct it" };
            }

            var (member, error, mayBeGenerated) = Find(NotNull(read.Type), name, within, compilation);
            if (member is null)
            {
                return read with { Error = error, MayBeGenerated = mayBeGenerated };
            }

            warnings.Add(member);
            var conditional = CanBeNull(read.Type);
            if (conditional && read.Type is ITypeParameterSymbol { AllowsRefLikeType: true })
            {
                return read with { Error = $"'{read.Type.Name}' may be a ref struct, whose members generated code cannot read; name another value" };
            }

            read = new(
                $"{read.Expression}{(conditional ? "?" : "")}.{CSharpText.Identifier(name)}",
                member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type,
                read.Conditional || conditional);
        }

        return read;
    }

    /// <summary>Whether a member of the type is read with <c>?.</c>. Annotations do not matter, because values from JSON can be null anyway.</summary>
    public static bool CanBeNull(ITypeSymbol type) => !type.IsValueType || IsNullable(type);

    public static bool IsNullable(ITypeSymbol type) => type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    /// <summary>The <c>T</c> of a <c>T?</c>.</summary>
    public static ITypeSymbol NotNull(ITypeSymbol type) =>
        IsNullable(type) ? ((INamedTypeSymbol)type).TypeArguments[0] : type.WithNullableAnnotation(NullableAnnotation.NotAnnotated);

    // Members, or the whole type, may come from another source generator.
    private static bool MayGrow(ITypeSymbol type) => MetadataNames.WithBasesOf(type).Any(@base =>
        @base.TypeKind == TypeKind.Error
        || @base.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword)));

    /// <summary>The member that <c>value.name</c> means, or the reason why there is no such member.</summary>
    private static (ISymbol? Member, string? Error, bool MayBeGenerated) Find(ITypeSymbol type, string name, INamedTypeSymbol within, Compilation compilation)
    {
        var on = $"'{type.ToDisplayString(CSharpText.ShortType)}'";
        var through = type is ITypeParameterSymbol ? null : type;
        var named = Sources(type).SelectMany(@base => @base.GetMembers(name)).ToList();
        var readable = named.Where(member => compilation.IsSymbolAccessibleWithin(Read(member), within, through)).ToList();
        if (readable.FirstOrDefault() is not { } member)
        {
            return named.Count > 0
                ? (null, $"'{name}' of {on} is not accessible or not readable here; name a readable member", false)
                : MayGrow(type)
                    ? (null, $"{on} has no property or field '{name}'; if another source generator writes it, read it through a member of your own", true)
                    : (null, $"{on} has no property or field '{name}'", false);
        }

        if (member is IPropertySymbol { GetMethod: null })
        {
            return (null, $"'{name}' of {on} is not accessible or not readable here; name a readable member", false);
        }

        if (!IsValue(member))
        {
            return (null, $"'{name}' of {on} is not an instance property or field; name one", false);
        }

        // A member of an interface hides only the members of its base interfaces.
        var hidden = member.ContainingType?.AllInterfaces ?? [];
        var ambiguous = member.ContainingType is { TypeKind: TypeKind.Interface } owner
            && readable.Any(other => !SymbolEqualityComparer.Default.Equals(other.ContainingType, owner) && !hidden.Contains(other.ContainingType, SymbolEqualityComparer.Default));
        return ambiguous ? (null, $"'{name}' of {on} belongs to several interfaces; read it through a member of your own", false) : (member, null, false);
    }

    private static bool IsValue(ISymbol member) => member switch
    {
        IPropertySymbol property => property is { IsStatic: false, IsIndexer: false },
        IFieldSymbol field => !field.IsStatic,
        _ => false,
    };

    // Where the compiler looks a member up: a class's interfaces are not among them, an interface's bases are.
    private static IEnumerable<ITypeSymbol> Sources(ITypeSymbol type)
    {
        if (type is ITypeParameterSymbol parameter)
        {
            return parameter.ConstraintTypes.SelectMany(Sources);
        }

        return type.TypeKind == TypeKind.Interface ? [type, .. type.AllInterfaces] : BasesOf(type);
    }

    private static IEnumerable<ITypeSymbol> BasesOf(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    // A property without a readable getter counts as hidden.
    private static ISymbol Read(ISymbol member) => member is IPropertySymbol property ? property.GetMethod ?? property.SetMethod ?? member : member;
}
