using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Matches patterns. A whole pattern with types is one test.</summary>
internal sealed class PatternTests(ExceptionWalk walk, GraphValues values)
{
    private readonly List<INamedTypeSymbol> _asked = [];

    public PossibleValues Matches(IIsPatternOperation test, PossibleValues value)
    {
        _asked.Clear();
        var result = Matches(test.Pattern, value);
        if ((value & PossibleValues.Exception) == 0 || _asked.Count == 0)
        {
            return result;
        }

        var noted = values.Note(test.Syntax is SwitchExpressionArmSyntax arm ? arm.Pattern : test.Syntax, result, [.. _asked]);
        if (noted != result && (noted & PossibleValues.True) != 0)
        {
            // A test that is forced to pass binds its variables.
            foreach (var declared in test.Pattern.DescendantsAndSelf().OfType<IDeclarationPatternOperation>())
            {
                Bind(declared.DeclaredSymbol, PossibleValues.Exception);
            }
        }

        return noted;
    }

    private PossibleValues Matches(IPatternOperation pattern, PossibleValues value)
    {
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                return GraphValues.Negated(Matches(negated.Pattern, value), isNegated: true);
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either:
                return Or(Matches(either.LeftPattern, value), Matches(either.RightPattern, value));
            case IBinaryPatternOperation both:
                return GraphValues.Negated(
                    Or(GraphValues.Negated(Matches(both.LeftPattern, value), isNegated: true), GraphValues.Negated(Matches(both.RightPattern, value), isNegated: true)),
                    isNegated: true);
            case IDiscardPatternOperation:
                return PossibleValues.True;
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: var constant } }:
                return Constant(constant, value);
            case IConstantPatternOperation { Value: ITypeOfOperation }:
                return PossibleValues.Either;
            case ITypePatternOperation type:
                return OfType(type.MatchedType, value, declared: null);
            case IDeclarationPatternOperation { MatchesNull: true } any:
                Bind(any.DeclaredSymbol, value);
                return PossibleValues.True;
            case IDeclarationPatternOperation declaration:
                return OfType(declaration.MatchedType, value, declaration.DeclaredSymbol);
            case IRecursivePatternOperation recursive:
                var matches = OfType(recursive.MatchedType, value, recursive.DeclaredSymbol);
                return recursive.PropertySubpatterns.Length + recursive.DeconstructionSubpatterns.Length > 0 && (matches & PossibleValues.True) != 0 ? PossibleValues.Either : matches;
            default:
                return PossibleValues.Either;
        }
    }

    private PossibleValues OfType(ITypeSymbol? type, PossibleValues value, ISymbol? declared)
    {
        var result = PossibleValues.None;
        var bound = PossibleValues.None;
        if ((value & PossibleValues.Exception) != 0)
        {
            if (type is INamedTypeSymbol named && walk.IsOf(type) is var isType && !(isType == PossibleValues.True && IsRoot(named)))
            {
                _asked.Add(named);
            }

            result |= walk.IsOf(type);
            bound |= (result & PossibleValues.True) != 0 ? PossibleValues.Exception : PossibleValues.None;
        }

        if ((value & PossibleValues.Null) != 0)
        {
            result |= PossibleValues.False;
        }

        if ((value & (PossibleValues.Other | PossibleValues.Either)) != 0)
        {
            result |= PossibleValues.Either;
            bound |= PossibleValues.Other | (value & PossibleValues.Dependent);
        }

        Bind(declared, bound);
        return result == PossibleValues.None ? PossibleValues.Either : result;
    }

    private bool IsRoot(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, walk.Code.Symbols.Exception) || type.SpecialType == SpecialType.System_Object;

    private static PossibleValues Constant(object? constant, PossibleValues value)
    {
        var wanted = constant switch { null => PossibleValues.Null, true => PossibleValues.True, false => PossibleValues.False, _ => PossibleValues.Other };
        if (wanted == PossibleValues.Other)
        {
            return (value & PossibleValues.Other) != 0 ? PossibleValues.Either : PossibleValues.False;
        }

        var possible = value & ~PossibleValues.Dependent;
        return possible == wanted ? PossibleValues.True
            : (possible & wanted) != 0 || (wanted != PossibleValues.Null && (possible & PossibleValues.Other) != 0) ? PossibleValues.Either
            : PossibleValues.False;
    }

    private void Bind(ISymbol? declared, PossibleValues value)
    {
        if (declared is not null)
        {
            values.State = values.State.With(declared, value);
        }
    }

    private static PossibleValues Or(PossibleValues left, PossibleValues right) =>
        left == PossibleValues.True || right == PossibleValues.True ? PossibleValues.True
        : left == PossibleValues.False ? right
        : right == PossibleValues.False ? left
        : PossibleValues.Either;
}
