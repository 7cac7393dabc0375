using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>The types that a span attribute can have, and the C# that converts a value of each type.</summary>
internal static class TagValues
{
    private const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";

    // The text before the value. Spans carry 64-bit integers and doubles.
    private static readonly Dictionary<string, string> Casts = new()
    {
        ["System.Byte"] = "long",
        ["System.SByte"] = "long",
        ["System.Int16"] = "long",
        ["System.UInt16"] = "long",
        ["System.UInt32"] = "long",
        ["System.IntPtr"] = "long",
        ["System.Single"] = "double",
        ["System.Half"] = "double",
        ["System.Decimal"] = "double",
    };

    // The text after the value.
    private static readonly Dictionary<string, string> Members = new()
    {
        ["System.Char"] = "ToString()",
        ["System.Guid"] = "ToString()",
        ["System.Uri"] = "OriginalString",
        ["System.DateTime"] = $"ToString(\"O\", {Invariant})",
        ["System.DateTimeOffset"] = $"ToString(\"O\", {Invariant})",
        ["System.DateOnly"] = $"ToString(\"O\", {Invariant})",
        ["System.TimeOnly"] = $"ToString(\"O\", {Invariant})",
        ["System.TimeSpan"] = "TotalSeconds",

        // These types exceed the 64-bit integer of a span; text keeps the whole value.
        ["System.UInt64"] = $"ToString({Invariant})",
        ["System.UIntPtr"] = $"ToString({Invariant})",
    };

    // A span takes these types unchanged.
    private static readonly HashSet<string> Plain = ["System.String", "System.Boolean", "System.Int32", "System.Int64", "System.Double"];

    // Counted collections only: reading an IEnumerable could consume it before the method reads it.
    private static readonly HashSet<string> Lists =
    [
        "System.Collections.Generic.IReadOnlyCollection`1",
        "System.Collections.Generic.ICollection`1",
    ];

    /// <summary>The C# of the attribute's value, or the error that explains why there is no value.</summary>
    public static TagRead Convert(TagRead read, LocalNames locals)
    {
        var type = TagPath.NotNull(read.Type);
        var name = MetadataNames.FullName(type);
        var access = TagPath.CanBeNull(read.Type) ? "?." : ".";
        if (read.Error is not null)
        {
            return read;
        }

        if (Plain.Contains(name))
        {
            return type.IsValueType && (read.Conditional || TagPath.IsNullable(read.Type)) ? Boxed(read, read.Expression, locals) : read;
        }

        if (Casts.TryGetValue(name, out var cast))
        {
            return read.Conditional || TagPath.IsNullable(read.Type)
                ? Boxed(read, $"({cast}?){read.Expression}", locals)
                : read with { Expression = $"({cast}){read.Expression}" };
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            return read with { Expression = $"{read.Expression}{access}ToString()" };
        }

        if (Members.TryGetValue(name, out var member))
        {
            return read with { Expression = read.Expression + access + member };
        }

        if (type is IArrayTypeSymbol { IsSZArray: true, ElementType: var element } && Plain.Contains(MetadataNames.FullName(element)))
        {
            return read;
        }

        if (ListItem(type) is { } item)
        {
            var isImmutableArray = name == "System.Collections.Immutable.ImmutableArray`1";
            if (isImmutableArray || !type.IsValueType)
            {
                var items = locals.Take("items");
                return read with
                {
                    Expression = $"{read.Expression} is {{ {(isImmutableArray ? "IsDefault: false " : "")}}} {items} ? ({CSharpText.Type(item)}[])[.. {items}] : null",
                };
            }
        }

        var reason = MetadataNames.Is(type, "System.Collections.Generic.IEnumerable`1")
            ? "can be read only once; declare it as an IReadOnlyList<T>"
            : "is not a type that a span can carry; name a member of such a type";
        return read with { Error = $"'{read.Type.ToDisplayString(CSharpText.ShortType)}' {reason}", MayBeGenerated = type.TypeKind == TypeKind.Error };
    }

    /// <summary>Whether the attribute's value is text, as a model's name must be.</summary>
    public static bool IsText(ITypeSymbol type)
    {
        var bare = TagPath.NotNull(type);
        return bare.SpecialType == SpecialType.System_String
            || bare.TypeKind == TypeKind.Enum
            || (Members.TryGetValue(MetadataNames.FullName(bare), out var member) && member != "TotalSeconds");
    }

    /// <summary>Whether the attribute's value is a list of texts.</summary>
    public static bool IsTexts(ITypeSymbol type)
    {
        var bare = TagPath.NotNull(type);
        var item = bare is IArrayTypeSymbol { IsSZArray: true } array ? array.ElementType : ListItem(bare);
        return item?.SpecialType == SpecialType.System_String;
    }

    // Boxing a nullable value calls into the runtime, which costs more than the attribute itself.
    private static TagRead Boxed(TagRead read, string expression, LocalNames locals)
    {
        var value = locals.Take("value");
        return read with { Expression = $"{expression} is {{ }} {value} ? (object){value} : null" };
    }

    private static ITypeSymbol? ListItem(ITypeSymbol type)
    {
        var items = MetadataNames.WithBasesOf(type)
            .Where(@base => Lists.Contains(MetadataNames.FullName(@base)))
            .Select(list => ((INamedTypeSymbol)list).TypeArguments[0])
            .Where(item => Plain.Contains(MetadataNames.FullName(item)))
            .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)
            .ToList();
        return items.Count == 1 ? TagPath.NotNull(items[0]) : null;
    }
}
