using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.Generators.Common;

/// <summary>The partial types around generated code.</summary>
internal static class PartialType
{
    /// <summary>The reason why the generator cannot add to a type; <see langword="null"/> if it can.</summary>
    public static string? Obstacle(INamedTypeSymbol? type)
    {
        for (; type is not null; type = type.ContainingType)
        {
            if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface))
            {
                return "it is not in a class, struct or interface; move it to one";
            }

            if (type.IsFileLocal)
            {
                return $"type '{type.Name}' is local to its file, so the generator cannot add to it; remove 'file'";
            }

            if (!type.DeclaringSyntaxReferences.All(reference => reference.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.PartialKeyword)))
            {
                return $"type '{type.Name}' is not partial; make it partial";
            }
        }

        return null;
    }

    /// <summary>The first line of a declaration: <c>partial record struct Name&lt;T&gt;</c>.</summary>
    public static string Header(INamedTypeSymbol type, bool @unsafe)
    {
        var keyword = (type.TypeKind, type.IsRecord) switch
        {
            (TypeKind.Interface, _) => "interface",
            (TypeKind.Struct, true) => "record struct",
            (TypeKind.Struct, false) => "struct",
            (_, true) => "record",
            _ => "class",
        };
        var parameters = type.TypeParameters.IsEmpty
            ? ""
            : $"<{string.Join(", ", type.TypeParameters.Select(parameter => Variance(parameter) + CSharpText.TypeName(parameter.Name)))}>";
        return $"{(@unsafe ? "unsafe " : "")}partial {keyword} {CSharpText.TypeName(type.Name)}{parameters}";
    }

    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch
    {
        VarianceKind.In => "in ",
        VarianceKind.Out => "out ",
        _ => "",
    };
}
