using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Spans;

/// <summary>Prints the declaration of a partial method and of the types around it so that the compiler accepts both halves as one.</summary>
internal static class MethodSignature
{
    /// <summary>The method without its constraints. Default values and attributes stay with the declaring half.</summary>
    public static string Declaration(IMethodSymbol method, MethodDeclarationSyntax syntax)
    {
        // The compiler reports an async modifier on a declaration without a body (CS1994).
        var modifiers = syntax.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.PartialKeyword) && !modifier.IsKind(SyntaxKind.AsyncKeyword));
        var parameters = method.Parameters.Select((parameter, index) => Parameter(parameter, syntax.ParameterList.Parameters[index]));
        return string.Join(" ", [.. modifiers.Select(modifier => modifier.Text), "partial", ReturnType(method), Name(method)])
            + $"({string.Join(", ", parameters)})";
    }

    /// <summary>The constraint clauses, which both halves must repeat; an override may repeat only the clauses of its declaration.</summary>
    public static IEnumerable<string> Constraints(IMethodSymbol method, MethodDeclarationSyntax syntax) => method.IsOverride
        ? syntax.ConstraintClauses.Select(clause => $"where {clause.Name} : {string.Join(", ", clause.Constraints.Select(constraint => constraint.ToString()))}")
        : method.TypeParameters.Select(Constraint).OfType<string>();

    /// <summary>The call of the Core with the same arguments.</summary>
    public static string CallOf(string coreName, IMethodSymbol method)
    {
        var hidden = method.Parameters.Any(parameter => parameter.Name == coreName);
        var receiver = !hidden ? "" : method.IsStatic ? CSharpText.Type(method.ContainingType) + "." : "this.";
        return $"{receiver}{CSharpText.Identifier(coreName)}{TypeArguments(method)}({string.Join(", ", method.Parameters.Select(Argument))})";
    }

    private static string ReturnType(IMethodSymbol method)
    {
        var reference = method.ReturnsByRef ? "ref " : method.ReturnsByRefReadonly ? "ref readonly " : "";
        return reference + CSharpText.Type(method.ReturnType);
    }

    private static string Name(IMethodSymbol method) => CSharpText.Identifier(method.Name) + TypeArguments(method);

    private static string TypeArguments(IMethodSymbol method) => method.TypeParameters.IsEmpty
        ? ""
        : $"<{string.Join(", ", method.TypeParameters.Select(parameter => CSharpText.TypeName(parameter.Name)))}>";

    private static string Parameter(IParameterSymbol parameter, ParameterSyntax syntax) => string.Join(
        " ",
        [.. syntax.Modifiers.Select(modifier => modifier.Text), CSharpText.Type(parameter.Type), CSharpText.Identifier(parameter.Name)]);

    private static string Argument(IParameterSymbol parameter)
    {
        var name = CSharpText.Identifier(parameter.Name);
        return parameter.RefKind switch
        {
            RefKind.Ref => "ref " + name,
            RefKind.Out => "out " + name,
            RefKind.In or RefKind.RefReadOnlyParameter => "in " + name,

            // A dynamic argument would bind the call at run time.
            _ => parameter.Type.TypeKind == TypeKind.Dynamic ? $"(object?){name}" : name,
        };
    }

    private static string? Constraint(ITypeParameterSymbol parameter)
    {
        List<string> constraints = [];
        if (parameter.HasUnmanagedTypeConstraint)
        {
            constraints.Add("unmanaged");
        }
        else if (parameter.HasValueTypeConstraint)
        {
            constraints.Add("struct");
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            constraints.Add(parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class");
        }
        else if (parameter.HasNotNullConstraint)
        {
            constraints.Add("notnull");
        }

        constraints.AddRange(parameter.ConstraintTypes.Select(CSharpText.Type));
        if (parameter.HasConstructorConstraint)
        {
            constraints.Add("new()");
        }

        if (parameter.AllowsRefLikeType)
        {
            constraints.Add("allows ref struct");
        }

        return constraints.Count == 0 ? null : $"where {CSharpText.TypeName(parameter.Name)} : {string.Join(", ", constraints)}";
    }
}
