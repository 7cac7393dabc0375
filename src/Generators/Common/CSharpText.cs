using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace TracedLlm.Generators.Common;

/// <summary>Names, types and constants as they are written in generated C#.</summary>
internal static class CSharpText
{
    /// <summary><c>global::</c> names with nullable annotations and tuple names.</summary>
    public static readonly SymbolDisplayFormat FullType = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The format of messages: short names with nullable annotations.</summary>
    public static readonly SymbolDisplayFormat ShortType = SymbolDisplayFormat.MinimallyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Type(ITypeSymbol type) => type.ToDisplayString(FullType);

    /// <summary>The name of a parameter or member, where contextual keywords are names like any other.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>The name of a type in its declaration, where some contextual keywords (<c>record</c>, <c>file</c>) are not.</summary>
    public static string TypeName(string name) => SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? Identifier(name) : "@" + name;

    public static string Literal(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>The constant of an enum type: its member's name, or a cast if no member has that value.</summary>
    public static string EnumConstant(TypedConstant constant)
    {
        var type = (INamedTypeSymbol)constant.Type!;
        var member = type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, constant.Value));
        return member is null ? $"({Type(type)})({constant.Value})" : $"{Type(type)}.{Identifier(member.Name)}";
    }
}
