using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>
/// Evaluates the tests of a method, a filter or a predicate for an exception of one type.
/// </summary>
internal sealed class ExceptionTests(CompilationCode code, FailureSymbols symbols, ThrownType thrown, CancellationToken cancellationToken)
{
    private const int MaxPredicates = 4;

    private readonly Dictionary<ISymbol, TestedValue> _values = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _derived = new(SymbolEqualityComparer.Default);
    private int _predicates;

    /// <summary>The tests that the type failed, in source order.</summary>
    public List<IOperation> Failed { get; } = [];

    /// <summary>The types in the tests.</summary>
    public List<INamedTypeSymbol> Asked { get; } = [];

    /// <summary>Whether any test read the type.</summary>
    public bool HasTested { get; private set; }

    /// <summary>A test that the evaluation treats as passed.</summary>
    public IOperation? Passed { get; init; }

    /// <summary>Whether a property of a parameter, such as <c>context.Exception</c>, holds the exception.</summary>
    public bool ReadsContext { get; init; }

    /// <summary>Records the result of a type test.</summary>
    public void Note(IOperation test, TriState passed)
    {
        HasTested = true;
        if (passed == TriState.False)
        {
            Failed.Add(test);
        }
    }

    /// <summary>Records the value of a parameter or local.</summary>
    public void Set(ISymbol symbol, TestedValue value) => _values[symbol] = value;

    public TriState Test(IOperation condition) => Evaluate(condition) switch
    {
        TestedValue.True => TriState.True,
        TestedValue.False => TriState.False,
        _ => TriState.Unknown,
    };

    /// <summary>Whether an operation uses the exception.</summary>
    public bool IsAbout(IOperation operation) => CallGraph.OwnOperations(operation).Any(one => one switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => IsOfException(parameter),
        ILocalReferenceOperation { Local: var local } => IsOfException(local),
        IPropertyReferenceOperation property => ReadsContext && IsOfContext(property, symbols),
        _ => false,
    });

    /// <summary>Records that the value of a local depends on the exception.</summary>
    public void Derive(ISymbol symbol) => _derived.Add(symbol);

    /// <summary>Whether an argument is the exception.</summary>
    public bool IsGivenTo(IInvocationOperation call) => call.Arguments.Any(argument => Evaluate(argument.Value) == TestedValue.Exception);

    /// <summary>A readable predicate of the compilation: its body and the parameter that receives the exception.</summary>
    public bool IsReadable(IInvocationOperation call) => Predicate(call) is not null;

    public TestedValue Evaluate(IOperation? operation) => operation switch
    {
        null => TestedValue.Unknown,
        { ConstantValue: { HasValue: true, Value: var constant } } => constant switch
        {
            null => TestedValue.Null,
            true => TestedValue.True,
            false => TestedValue.False,
            _ => TestedValue.Unknown,
        },
        IParenthesizedOperation parenthesized => Evaluate(parenthesized.Operand),
        IConversionOperation conversion => Converted(conversion, Evaluate(conversion.Operand)),
        IParameterReferenceOperation parameter => ValueOf(parameter.Parameter),
        ILocalReferenceOperation local => ValueOf(local.Local),
        IPropertyReferenceOperation property => ReadsContext && IsOfContext(property, symbols) ? TestedValue.Exception : TestedValue.Unknown,
        IConditionalAccessOperation access => Evaluate(access.Operation) == TestedValue.Null ? TestedValue.Null
            : ReadsContext && access.WhenNotNull is IPropertyReferenceOperation property && IsOfContext(property, symbols) ? TestedValue.Exception
            : TestedValue.Unknown,
        ICoalesceOperation coalesce => Evaluate(coalesce.Value) switch
        {
            TestedValue.Null => Evaluate(coalesce.WhenNull),
            var value => value,
        },
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Value(Not(Test(not.Operand))),
        IBinaryOperation binary => Value(Binary(binary)),
        IIsTypeOperation type when Evaluate(type.ValueOperand) == TestedValue.Exception =>
            Value(type.IsNegated ? Not(Asks(type, type.TypeOperand)) : Asks(type, type.TypeOperand)),
        IIsPatternOperation pattern => Value(Matches(Evaluate(pattern.Value), pattern.Pattern)),
        IConditionalOperation { WhenFalse: { } otherwise } choice => Test(choice.Condition) switch
        {
            TriState.True => Evaluate(choice.WhenTrue),
            TriState.False => Evaluate(otherwise),
            _ => Both(Evaluate(choice.WhenTrue), Evaluate(otherwise)),
        },
        ISwitchExpressionOperation choice => Arms(choice),
        IInvocationOperation call => Call(call),
        _ => TestedValue.Unknown,
    };

    /// <summary>Whether a value matches a pattern. The evaluation then knows the variables of the pattern.</summary>
    public TriState Matches(TestedValue value, IPatternOperation pattern)
    {
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                return Not(Matches(value, negated.Pattern));
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either:
                return Or(Matches(value, either.LeftPattern), Matches(value, either.RightPattern));
            case IBinaryPatternOperation both:
                return And(Matches(value, both.LeftPattern), Matches(value, both.RightPattern));
            case IDiscardPatternOperation:
                return TriState.True;
            case IConstantPatternOperation { Value: { ConstantValue: { HasValue: true, Value: var constant } } }:
                return constant switch
                {
                    null => value switch { TestedValue.Null => TriState.True, TestedValue.Unknown => TriState.Unknown, _ => TriState.False },
                    true => value switch { TestedValue.True => TriState.True, TestedValue.False => TriState.False, _ => TriState.Unknown },
                    false => value switch { TestedValue.False => TriState.True, TestedValue.True => TriState.False, _ => TriState.Unknown },
                    _ => TriState.Unknown,
                };
            case ITypePatternOperation type:
                return OfType(value, type, type.MatchedType, null);
            case IDeclarationPatternOperation { MatchesNull: true } any:
                Bind(any.DeclaredSymbol, value);
                return TriState.True;
            case IDeclarationPatternOperation declaration:
                return OfType(value, declaration, declaration.MatchedType, declaration.DeclaredSymbol);
            case IRecursivePatternOperation recursive:
                var matches = OfType(value, recursive, recursive.MatchedType, recursive.DeclaredSymbol);
                return matches == TriState.True && (recursive.PropertySubpatterns.Length > 0 || recursive.DeconstructionSubpatterns.Length > 0) ? TriState.Unknown : matches;
            default:
                return TriState.Unknown;
        }
    }

    public static bool IsOfContext(IPropertyReferenceOperation property, FailureSymbols symbols) =>
        property.Property is { Name: "Exception" or "Error" } && SymbolEqualityComparer.Default.Equals(property.Type, symbols.Exception);

    private TriState OfType(TestedValue value, IOperation test, ITypeSymbol? type, ISymbol? declared)
    {
        var matches = value switch
        {
            TestedValue.Exception => Asks(test, type),
            TestedValue.Null => TriState.False,
            _ => TriState.Unknown,
        };
        Bind(declared, matches == TriState.True ? value : TestedValue.Unknown);
        return matches;
    }

    private void Bind(ISymbol? declared, TestedValue value)
    {
        if (declared is not null)
        {
            _values[declared] = value;
        }
    }

    private TriState Asks(IOperation test, ITypeSymbol? type)
    {
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Class } named)
        {
            Asked.Add(named);
        }

        var passed = test == Passed ? TriState.True : thrown.Is(type);
        Note(test, passed);
        return passed;
    }

    private TestedValue Converted(IConversionOperation conversion, TestedValue operand) =>
        !conversion.IsTryCast || operand != TestedValue.Exception ? operand
        : Asks(conversion, conversion.Type) switch
        {
            TriState.True => TestedValue.Exception,
            TriState.False => TestedValue.Null,
            _ => TestedValue.Unknown,
        };

    // Each side once: a chain of tests nests to the left, and every test is noted.
    private TriState Binary(IBinaryOperation binary) => binary.OperatorKind switch
    {
        BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => Test(binary.LeftOperand) is var left && left == TriState.False ? left : And(left, Test(binary.RightOperand)),
        BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => Test(binary.LeftOperand) is var left && left == TriState.True ? left : Or(left, Test(binary.RightOperand)),
        BinaryOperatorKind.Equals => Equal(binary),
        BinaryOperatorKind.NotEquals => Not(Equal(binary)),
        _ => TriState.Unknown,
    };

    private TriState Equal(IBinaryOperation binary) => (Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand)) switch
    {
        (TestedValue.Exception, TestedValue.Null) or (TestedValue.Null, TestedValue.Exception) => TriState.False,
        (TestedValue.Null, TestedValue.Null) => TriState.True,
        (TestedValue.True, TestedValue.True) or (TestedValue.False, TestedValue.False) => TriState.True,
        (TestedValue.True, TestedValue.False) or (TestedValue.False, TestedValue.True) => TriState.False,
        _ => TriState.Unknown,
    };

    private TestedValue Arms(ISwitchExpressionOperation choice)
    {
        var value = Evaluate(choice.Value);
        TestedValue? sofar = null;
        foreach (var arm in choice.Arms)
        {
            var matches = Matches(value, arm.Pattern);
            matches = arm.Guard is { } guard ? And(matches, Test(guard)) : matches;
            if (matches == TriState.False)
            {
                continue;
            }

            var result = Evaluate(arm.Value);
            sofar = sofar is { } before ? Both(before, result) : result;
            if (matches == TriState.True)
            {
                break;
            }
        }

        return sofar ?? TestedValue.Unknown;
    }

    private TestedValue Call(IInvocationOperation call)
    {
        if (Predicate(call) is not { } predicate || _predicates >= MaxPredicates)
        {
            return TestedValue.Unknown;
        }

        _predicates++;
        Set(predicate.Parameter, TestedValue.Exception);
        var result = TestedValue.Unknown;
        if (SingleResult(predicate.Body) is { } value)
        {
            result = Evaluate(value);
        }

        _predicates--;
        return result;
    }

    private (IOperation Body, IParameterSymbol Parameter)? Predicate(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ReturnType.SpecialType != SpecialType.System_Boolean || method.IsVirtual || method.IsAbstract || method.IsOverride)
        {
            return null;
        }

        var given = call.Arguments.FirstOrDefault(argument => Evaluate(argument.Value) == TestedValue.Exception)?.Parameter;
        var written = (method.ReducedFrom ?? method).OriginalDefinition;
        return given is not null
            && CodePlace.PlaceOf(method) is { } place
            && code.BodyOf(place, cancellationToken) is { } body
            && SingleResult(body) is not null
                ? (body, written.Parameters[given.Ordinal])
                : null;
    }

    // Only a predicate with a single expression is readable.
    private static IOperation? SingleResult(IOperation body)
    {
        var block = body switch
        {
            IMethodBodyOperation method => method.BlockBody ?? method.ExpressionBody,
            ILocalFunctionOperation local => local.Body,
            _ => null,
        };
        return block is { Operations: { Length: 1 } operations } && operations[0] is IReturnOperation { ReturnedValue: { } value } ? value : null;
    }

    private bool IsOfException(ISymbol symbol) => ValueOf(symbol) == TestedValue.Exception || _derived.Contains(symbol);

    private TestedValue ValueOf(ISymbol symbol) => _values.TryGetValue(symbol, out var value) ? value : TestedValue.Unknown;

    private static TestedValue Both(TestedValue one, TestedValue other) => one == other ? one : TestedValue.Unknown;

    private static TestedValue Value(TriState state) => state switch
    {
        TriState.True => TestedValue.True,
        TriState.False => TestedValue.False,
        _ => TestedValue.Unknown,
    };

    private static TriState Not(TriState state) => state switch
    {
        TriState.True => TriState.False,
        TriState.False => TriState.True,
        _ => TriState.Unknown,
    };

    private static TriState And(TriState one, TriState other) =>
        one == TriState.False || other == TriState.False ? TriState.False : one == TriState.True && other == TriState.True ? TriState.True : TriState.Unknown;

    private static TriState Or(TriState one, TriState other) => Not(And(Not(one), Not(other)));
}
