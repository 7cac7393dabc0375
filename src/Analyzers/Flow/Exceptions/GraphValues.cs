using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Evaluates the expressions of one function for an exception: which tests pass, which variables hold it, which calls receive it.</summary>
internal sealed class GraphValues
{
    private readonly ExceptionWalk _walk;
    private readonly FunctionGraph _function;
    private readonly ExceptionOutcome _outcome;
    private readonly PatternTests _patterns;
    private readonly GraphCalls _calls;
    private readonly Dictionary<CaptureId, IOperation> _captured = [];

    public GraphValues(ExceptionWalk walk, FunctionGraph function, ExceptionOutcome outcome)
    {
        (_walk, _function, _outcome) = (walk, function, outcome);
        _patterns = new PatternTests(walk, this);
        _calls = new GraphCalls(walk, this, outcome);
        Created = new CreatedObjects(_captured);
    }

    /// <summary>The values at the place that is evaluated.</summary>
    public ExceptionState State { get; set; } = ExceptionState.Empty;

    /// <summary>The objects that the function creates.</summary>
    public CreatedObjects Created { get; }

    /// <summary>Whether there is no exception yet, so no call is about one.</summary>
    public bool IsWithout { get; set; }

    /// <summary>Whether the last operation may have thrown the exception again.</summary>
    public bool HasRethrown { get; set; }

    /// <summary>Whether an operation did something that does not use the exception.</summary>
    public bool HasActed { get; set; }

    /// <summary>Whether no later operation runs.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether an operation that does not use the exception counts as a reaction to it.</summary>
    public bool IsReacting => !IsWithout && State is { IsTested: true, IsAfter: false };

    /// <summary>Runs a statement.</summary>
    public void Execute(IOperation operation) => Evaluate(operation is IExpressionStatementOperation statement ? statement.Operation : operation, isStatement: true);

    /// <summary>The value that a function returns. A returned call runs like a statement.</summary>
    public PossibleValues Return(IOperation value) => Evaluate(value, isStatement: true);

    public PossibleValues Evaluate(IOperation? operation, bool isStatement = false)
    {
        switch (operation)
        {
            case null:
                return PossibleValues.Unknown;
            case { ConstantValue: { HasValue: true, Value: var constant } }:
                return constant switch { null => PossibleValues.Null, true => PossibleValues.True, false => PossibleValues.False, _ => PossibleValues.Other };
            case IDefaultValueOperation { Type: var type }:
                return type?.SpecialType == SpecialType.System_Boolean ? PossibleValues.False : type is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } ? PossibleValues.Other : PossibleValues.Null;
            case IConversionOperation conversion:
                return Converted(conversion, Evaluate(conversion.Operand, isStatement));
            case IAwaitOperation awaited:
                return Evaluate(awaited.Operation, isStatement);
            case IParameterReferenceOperation parameter:
                return State.Read(parameter.Parameter, parameter.Type);
            case ILocalReferenceOperation local:
                return State.Read(local.Local, local.Type);
            case IFlowCaptureReferenceOperation captured:
                return State.Read(captured.Id, captured.Type);
            case ICaughtExceptionOperation:
                return PossibleValues.Exception;
            case IFlowCaptureOperation capture:
                _captured[capture.Id] = capture.Value;
                State = State.With(capture.Id, Evaluate(capture.Value));
                Keep(capture.Id, capture.Value);
                return PossibleValues.None;
            case IIsNullOperation { Operand: var operand }:
                return IsNull(Evaluate(operand));
            case IIsTypeOperation type:
                return Negated(IsOfType(type.Syntax, type.TypeOperand, Evaluate(type.ValueOperand)), type.IsNegated);
            case IIsPatternOperation pattern:
                return _patterns.Matches(pattern, Evaluate(pattern.Value));
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return Negated(Evaluate(not.Operand), isNegated: true);
            case IBinaryOperation binary:
                return Binary(binary);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment);
            case IInvocationOperation call:
                return _calls.Call(call, isStatement);
            case IPropertyReferenceOperation property when _walk.ReadsContext && IsOfContext(property):
                return PossibleValues.Exception;
            case IFlowAnonymousFunctionOperation lambda:
                _calls.Run(lambda);
                return PossibleValues.Other;
            case IObjectCreationOperation { Arguments.Length: 1 } result when _walk.Code.Symbols.IsTask(result.Type):
                return Evaluate(result.Arguments[0].Value, isStatement);
            case IObjectCreationOperation or IAnonymousObjectCreationOperation or IArrayCreationOperation:
                return PossibleValues.Other | (Parts(operation) & PossibleValues.Dependent);
            case IDeconstructionAssignmentOperation { Target: IDeclarationExpressionOperation { Expression: ITupleOperation declared } } deconstruction:
                return Deconstruct(declared, deconstruction.Value);
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets } deconstruction:
                return Deconstruct(targets, deconstruction.Value);
            case IIncrementOrDecrementOperation or ICompoundAssignmentOperation or IEventAssignmentOperation:
                return Change(operation);
            default:
                return Parts(operation);
        }
    }

    /// <summary>Whether a value has a type. The test is noted if it is about the exception.</summary>
    public PossibleValues IsOfType(SyntaxNode test, ITypeSymbol? type, PossibleValues value)
    {
        var result = PossibleValues.None;
        if ((value & PossibleValues.Exception) != 0)
        {
            State = State with { IsTested = true };
            result |= _walk.Test(test, type, _outcome);
        }

        if ((value & PossibleValues.Null) != 0)
        {
            result |= PossibleValues.False;
        }

        return (value & (PossibleValues.Other | PossibleValues.Either)) != 0 || result == PossibleValues.None ? PossibleValues.Either : result;
    }

    public PossibleValues Note(SyntaxNode test, PossibleValues result, ImmutableArray<INamedTypeSymbol> types)
    {
        State = State with { IsTested = true };
        return _walk.Noted(test, result, types, _outcome);
    }

    public static PossibleValues Negated(PossibleValues value, bool isNegated)
    {
        if (!isNegated)
        {
            return value;
        }

        var result = value & PossibleValues.Dependent;
        result |= (value & PossibleValues.True) != 0 ? PossibleValues.False : PossibleValues.None;
        result |= (value & PossibleValues.False) != 0 ? PossibleValues.True : PossibleValues.None;
        return (result & PossibleValues.Either) == 0 ? result | PossibleValues.Either : result;
    }

    /// <summary>A property of a context that holds the exception: <c>ExceptionContext.Exception</c>, <c>IExceptionHandlerFeature.Error</c>, <c>LlmFailure.Exception</c>.</summary>
    private bool IsOfContext(IPropertyReferenceOperation property) =>
        property.Property is { Name: "Exception" or "Error" } && GatewaySymbols.Same(property.Property.Type, _walk.Code.Symbols.Exception);

    private static PossibleValues IsNull(PossibleValues value)
    {
        var result = (value & PossibleValues.Null) != 0 ? PossibleValues.True : PossibleValues.None;
        result |= (value & ~(PossibleValues.Null | PossibleValues.Dependent)) != 0 ? PossibleValues.False : PossibleValues.None;
        return result == PossibleValues.None ? PossibleValues.Either : result;
    }

    // e as X is the exception or null. A cast to another type throws a different exception.
    private PossibleValues Converted(IConversionOperation conversion, PossibleValues value)
    {
        if (!conversion.IsTryCast || (value & PossibleValues.Exception) == 0)
        {
            return value;
        }

        var isType = IsOfType(conversion.Syntax, conversion.Type, value & PossibleValues.Exception);
        return (value & ~PossibleValues.Exception)
            | ((isType & PossibleValues.True) != 0 ? PossibleValues.Exception : PossibleValues.None)
            | ((isType & PossibleValues.False) != 0 ? PossibleValues.Null : PossibleValues.None);
    }

    private PossibleValues Binary(IBinaryOperation binary)
    {
        if (binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals)
        {
            var equal = TypeTests.Equal(binary, this, _walk) ?? Equal(Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand));
            return Negated(equal, binary.OperatorKind == BinaryOperatorKind.NotEquals);
        }

        var (left, right) = (Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand));
        return binary.OperatorKind switch
        {
            BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => And(left, right),
            BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => Negated(And(Negated(left, true), Negated(right, true)), true),
            _ => ExceptionState.UnknownOf(binary.Type) | Dependence(left | right),
        };
    }

    private static PossibleValues And(PossibleValues left, PossibleValues right) =>
        left == PossibleValues.False || right == PossibleValues.False ? PossibleValues.False
        : left == PossibleValues.True ? right
        : right == PossibleValues.True ? left
        : PossibleValues.Either;

    // Equality of two values is certain only if no pair of possible values says otherwise.
    private static PossibleValues Equal(PossibleValues left, PossibleValues right)
    {
        (left, right) = (left & ~PossibleValues.Dependent, right & ~PossibleValues.Dependent);
        var isOpen = ((left | right) & PossibleValues.Other) != 0;
        var result = (left & right) != 0 || isOpen ? PossibleValues.True : PossibleValues.None;
        var isSingle = left == right && left is PossibleValues.Null or PossibleValues.True or PossibleValues.False or PossibleValues.Exception;
        return isSingle ? PossibleValues.True : (result | PossibleValues.False);
    }

    private PossibleValues Assign(ISimpleAssignmentOperation assignment)
    {
        var value = Evaluate(assignment.Value);
        switch (assignment.Target)
        {
            case ILocalReferenceOperation local:
                State = State.With(local.Local, value);
                Created.Assign(local.Local, assignment.Value);
                break;
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter:
                State = State.With(parameter.Parameter, value);
                break;
            case IDiscardOperation:
                break;
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } }:
                break;
            case IMemberReferenceOperation { Instance: ILocalReferenceOperation or IFlowCaptureReferenceOperation } member when IsOfLocal(member.Instance) && !IsOfAnswer(member):
                Mark(member.Instance, value);
                break;
            case IMemberReferenceOperation { Instance: { } whole } part when Created.VariableAround(whole) is { } created && !IsOfAnswer(part):
                Mark(created, value);
                break;
            default:
                var isAbout = ((value | Parts(assignment.Target)) & PossibleValues.About) != 0;
                if (!IsWithout && (isAbout || IsReacting))
                {
                    _calls.Act(assignment, IsOfAnswer(assignment.Target), isAbout);
                }

                break;
        }

        return value;
    }

    /// <summary>The elements of a tuple that a switch expression chooses: <c>var (status, problem) = e switch { … }</c>.</summary>
    private void Keep(CaptureId id, IOperation value)
    {
        if (Unconverted(value) is ITupleOperation tuple)
        {
            for (var i = 0; i < tuple.Elements.Length; i++)
            {
                State = State.With((id, i), Evaluate(tuple.Elements[i]));
            }
        }
    }

    private PossibleValues Deconstruct(ITupleOperation targets, IOperation value)
    {
        var all = Evaluate(value);
        for (var i = 0; i < targets.Elements.Length; i++)
        {
            var target = targets.Elements[i] is IDeclarationExpressionOperation declaration ? declaration.Expression : targets.Elements[i];
            if (target is ILocalReferenceOperation local)
            {
                var element = Unconverted(value) switch
                {
                    ITupleOperation tuple when i < tuple.Elements.Length => Evaluate(tuple.Elements[i]),
                    IFlowCaptureReferenceOperation captured when State.Values.TryGetValue((captured.Id, i), out var kept) => kept,
                    _ => ExceptionState.UnknownOf(local.Type) | Dependence(all),
                };
                State = State.With(local.Local, element);
            }
        }

        return all;
    }

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation conversion ? Unconverted(conversion.Operand) : value;

    private PossibleValues Change(IOperation change)
    {
        var isAbout = (Parts(change) & PossibleValues.About) != 0;
        var target = change is IAssignmentOperation assignment ? assignment.Target : (change as IIncrementOrDecrementOperation)?.Target;
        if (!IsWithout && target is not ILocalReferenceOperation && (isAbout || IsReacting))
        {
            _calls.Act(change, target is not null && IsOfAnswer(target), isAbout);
        }

        return ExceptionState.UnknownOf(change.Type) | (isAbout ? PossibleValues.Dependent : PossibleValues.None);
    }

    /// <summary>Whether an object is only in a variable of the function, so that setting a part of it does nothing yet.</summary>
    private bool IsOfLocal(IOperation instance) => instance switch
    {
        ILocalReferenceOperation => true,
        IFlowCaptureReferenceOperation reference => _captured.TryGetValue(reference.Id, out var captured) && captured is IObjectCreationOperation or ILocalReferenceOperation,
        _ => false,
    };

    /// <summary>Notes what an object in a variable of the function is filled with.</summary>
    public void Mark(IOperation instance, PossibleValues part)
    {
        if ((part & PossibleValues.About) != 0)
        {
            object variable = instance is ILocalReferenceOperation local ? local.Local : ((IFlowCaptureReferenceOperation)instance).Id;
            State = State.With(variable, State.Read(variable, instance.Type) | PossibleValues.Dependent);
        }
    }

    // The graph keeps the target of an assignment in a capture while it evaluates the value.
    private bool IsOfAnswer(IOperation target) =>
        FailureActs.IsOfAnswer(target is IFlowCaptureReferenceOperation reference && _captured.TryGetValue(reference.Id, out var captured) ? captured : target);

    // An expression with no rule of its own depends on the exception if a part of it does.
    private PossibleValues Parts(IOperation operation)
    {
        var parts = PossibleValues.None;
        foreach (var child in operation.ChildOperations)
        {
            parts |= Evaluate(child);
        }

        return ExceptionState.UnknownOf(operation.Type) | Dependence(parts);
    }

    private static PossibleValues Dependence(PossibleValues parts) => (parts & PossibleValues.About) != 0 ? PossibleValues.Dependent : PossibleValues.None;
}
