using Microsoft.CodeAnalysis;

namespace TracedLlm.Generators.Spans;

/// <summary>Compares the two halves of a traced method, whose type parameters are equal by position.</summary>
internal static class SignatureComparer
{
    /// <summary>Whether one half can call the other with its own arguments and return its result.</summary>
    public static bool Match(IMethodSymbol method, IMethodSymbol core) =>
        method.Parameters.Length == core.Parameters.Length
        && method.Arity == core.Arity
        && (!method.IsStatic || core.IsStatic)
        && !LosesReadOnly(method, core)
        && method.RefKind == core.RefKind
        && Same(method.ReturnType, core.ReturnType)
        && method.Parameters.Zip(core.Parameters, Same).All(same => same)
        && method.TypeParameters.Zip(core.TypeParameters, SameConstraints).All(same => same);

    // A readonly member of a struct would call a mutable member on a copy (CS8656).
    private static bool LosesReadOnly(IMethodSymbol method, IMethodSymbol core) =>
        method.IsReadOnly && !core.IsStatic && !core.IsReadOnly;

    private static bool Same(IParameterSymbol left, IParameterSymbol right) =>
        left.RefKind == right.RefKind
        && Same(left.Type, right.Type)
        && (left.ScopedKind == ScopedKind.None || left.ScopedKind == right.ScopedKind);

    private static bool SameConstraints(ITypeParameterSymbol left, ITypeParameterSymbol right) =>
        left.HasConstructorConstraint == right.HasConstructorConstraint
        && left.HasNotNullConstraint == right.HasNotNullConstraint
        && left.HasReferenceTypeConstraint == right.HasReferenceTypeConstraint
        && left.HasUnmanagedTypeConstraint == right.HasUnmanagedTypeConstraint
        && left.HasValueTypeConstraint == right.HasValueTypeConstraint
        && left.AllowsRefLikeType == right.AllowsRefLikeType
        && left.ConstraintTypes.Length == right.ConstraintTypes.Length
        && left.ConstraintTypes.All(type => right.ConstraintTypes.Any(other => Same(type, other)));

    private static bool Same(ITypeSymbol left, ITypeSymbol right)
    {
        if (left.NullableAnnotation != right.NullableAnnotation
            && left.NullableAnnotation != NullableAnnotation.None
            && right.NullableAnnotation != NullableAnnotation.None)
        {
            return false;
        }

        return (left, right) switch
        {
            (ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } x, ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method } y) =>
                x.Ordinal == y.Ordinal,
            (IArrayTypeSymbol x, IArrayTypeSymbol y) => x.Rank == y.Rank && Same(x.ElementType, y.ElementType),
            (IPointerTypeSymbol x, IPointerTypeSymbol y) => Same(x.PointedAtType, y.PointedAtType),
            (INamedTypeSymbol { IsTupleType: true } x, INamedTypeSymbol { IsTupleType: true } y) =>
                x.TupleElements.Length == y.TupleElements.Length
                && x.TupleElements.Zip(y.TupleElements, (a, b) => a.Name == b.Name && Same(a.Type, b.Type)).All(same => same),
            (INamedTypeSymbol x, INamedTypeSymbol y) =>
                SymbolEqualityComparer.Default.Equals(x.OriginalDefinition, y.OriginalDefinition)
                && (x.ContainingType, y.ContainingType) is var (outerX, outerY)
                && (outerX is null || outerY is null || Same(outerX, outerY))
                && x.TypeArguments.Zip(y.TypeArguments, Same).All(same => same),
            _ => SymbolEqualityComparer.Default.Equals(left, right),
        };
    }
}
