using Microsoft.CodeAnalysis;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>The C# that reads a property of one type.</summary>
/// <param name="Read">The cursor's method.</param>
/// <param name="Local">The type of the variable, which can be null for absent.</param>
/// <param name="Absent">The end of the expression that replaces a missing value, for a property that cannot be null; empty for other properties.</param>
/// <param name="IsStrings">Whether it is an array of strings.</param>
internal sealed record PayloadFieldType(string Read, string Local, string Absent, bool IsStrings)
{
    private static readonly Dictionary<string, PayloadFieldType> ByName = new()
    {
        ["System.String"] = new("ReadString", "string?", " ?? \"\"", IsStrings: false),
        ["System.Boolean"] = new("ReadBoolean", "bool?", " ?? false", IsStrings: false),
        ["System.Int32"] = new("ReadInt32", "int?", " ?? 0", IsStrings: false),
        ["System.Int64"] = new("ReadInt64", "long?", " ?? 0", IsStrings: false),
        ["System.Double"] = new("ReadDouble", "double?", " ?? 0", IsStrings: false),
        ["TracedLlm.Utf8Json"] = new("ReadRaw", "global::TracedLlm.Utf8Json?", " ?? default", IsStrings: false),
    };

    private static readonly PayloadFieldType Strings = new("ReadStrings", "string[]?", " ?? []", IsStrings: true);

    /// <summary>The reading of a type; <see langword="null"/> for an unsupported type.</summary>
    public static PayloadFieldType? Find(ITypeSymbol type)
    {
        var canBeNull = type.IsReferenceType && type.NullableAnnotation != NullableAnnotation.NotAnnotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments })
        {
            (type, canBeNull) = (arguments[0], true);
        }

        var known = Item(type) is { SpecialType: SpecialType.System_String } ? Strings
            : ByName.TryGetValue(MetadataNames.FullName(type), out var found) ? found
            : null;
        return canBeNull ? known is null ? null : known with { Absent = "" } : known;
    }

    private static ITypeSymbol? Item(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol list when MetadataNames.Is(list, "System.Collections.Generic.IReadOnlyList`1") => list.TypeArguments[0],
        _ => null,
    };
}
