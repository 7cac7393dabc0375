using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Reads the tests in a function's code as conditions.</summary>
internal sealed class TestReader(FunctionFlow function)
{
    private readonly PatternTests _patterns = new(function);

    /// <summary>The condition under which an expression is true.</summary>
    public Condition Read(IOperation? test) => test switch
    {
        null => Condition.Always,
        _ when !ExecutionStack.HasRoom() => Other(test),
        { ConstantValue: { HasValue: true, Value: bool constant } } => constant ? Condition.Always : Condition.Never,
        IConversionOperation conversion => Read(conversion.Operand),
        IParenthesizedOperation inner => Read(inner.Operand),
        IAwaitOperation awaited => Read(awaited.Operation),
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Read(not.Operand).Not(),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both => Read(both.LeftOperand).And(Read(both.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } either => Read(either.LeftOperand).Or(Read(either.RightOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => Compare(equal),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } unequal => Compare(unequal).Not(),
        IIsPatternOperation match => _patterns.Read(match.Pattern, function.ValuesOf(match.Value), match.Value),
        IIsTypeOperation match => Test.Of(TestKind.IsPresent, function.ValuesOf(match.ValueOperand)),
        ICoalesceOperation coalesce => Read(coalesce.Value),
        IConditionalAccessOperation access => Read(access.WhenNotNull),
        IConditionalOperation { WhenFalse: { } other } choice => Read(choice.Condition).And(Read(choice.WhenTrue)).Or(Read(choice.Condition).Not().And(Read(other))),
        IInvocationOperation call => Called(call),
        IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } instance } => Test.Of(TestKind.IsPresent, function.ValuesOf(instance)),
        ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation => IsTrue(test),
        _ => Other(test),
    };

    /// <summary>The condition under which a switch expression takes an arm.</summary>
    public Condition Selects(ISwitchExpressionOperation choice, ISwitchExpressionArmOperation arm)
    {
        var values = function.ValuesOf(choice.Value);
        var condition = Condition.Always;
        foreach (var one in choice.Arms)
        {
            var matches = _patterns.Read(one.Pattern, values, choice.Value).And(Read(one.Guard));
            if (one == arm)
            {
                return condition.And(matches);
            }

            condition = condition.And(matches.Not());
        }

        return condition;
    }

    /// <summary>The condition under which a switch statement runs a section.</summary>
    public Condition Selects(ISwitchOperation choice, ISwitchCaseOperation section)
    {
        var values = function.ValuesOf(choice.Value);
        Condition Matches(ISwitchCaseOperation one) => one.Clauses.Aggregate(Condition.Never, (all, clause) => all.Or(clause switch
        {
            ISingleValueCaseClauseOperation single => Equal(values, single.Value),
            IPatternCaseClauseOperation pattern => _patterns.Read(pattern.Pattern, values, choice.Value).And(Read(pattern.Guard)),
            IDefaultCaseClauseOperation => choice.Cases.Where(other => other != one).Aggregate(Condition.Always, (none, other) => none.And(Matches(other).Not())),
            _ => Other(clause),
        }));
        return Matches(section);
    }

    /// <summary>The condition that a value equals another, which the code shows as a constant.</summary>
    public Condition Equal(IEnumerable<FlowValue> values, IOperation other)
    {
        var constants = function.ValuesOf(other);
        return constants.Length == 1 && constants[0].Constant is { } constant
            ? Test.Of(TestKind.Equals, values, constant, constants[0].Root.Place)
            : Other(other);
    }

    public static Condition Other(IOperation test) => Condition.Other($"{test.Syntax.SpanStart}");

    private Condition Compare(IBinaryOperation equal)
    {
        var (left, right) = (equal.LeftOperand, equal.RightOperand);
        return IsNull(right) ? Test.Of(TestKind.IsPresent, function.ValuesOf(left)).Not()
            : IsNull(left) ? Test.Of(TestKind.IsPresent, function.ValuesOf(right)).Not()
            : left.ConstantValue is { HasValue: true, Value: bool } ? Bool(right, left)
            : right.ConstantValue is { HasValue: true, Value: bool } ? Bool(left, right)
            : KindOf(left) is { } owner ? IsKind(owner, right, equal)
            : FlowValue.Only(function.ValuesOf(right))?.Constant is not null ? Equal(function.ValuesOf(left), right)
            : FlowValue.Only(function.ValuesOf(left))?.Constant is not null ? Equal(function.ValuesOf(right), left)
            : Other(equal);
    }

    private Condition Bool(IOperation test, IOperation constant) =>
        constant.ConstantValue.Value is true ? Read(test) : Read(test).Not();

    private static bool IsNull(IOperation operation) => operation switch
    {
        IConversionOperation conversion => IsNull(conversion.Operand),
        _ => operation.ConstantValue is { HasValue: true, Value: null },
    };

    // JsonElement says with its kind whether it is there.
    private static IOperation? KindOf(IOperation operation) => operation switch
    {
        IConversionOperation conversion => KindOf(conversion.Operand),
        IPropertyReferenceOperation { Property.Name: "ValueKind" or "Type", Property.ContainingType.Name: "JsonElement" or "JToken", Instance: { } instance } => instance,
        _ => null,
    };

    private Condition IsKind(IOperation owner, IOperation kind, IOperation test) => kind switch
    {
        IConversionOperation conversion => IsKind(owner, conversion.Operand, test),
        IFieldReferenceOperation { Field.Name: "Undefined" or "Null" or "None" } => Test.Of(TestKind.IsPresent, function.ValuesOf(owner)).Not(),
        IFieldReferenceOperation => Test.Of(TestKind.IsPresent, function.ValuesOf(owner)),
        _ => Other(test),
    };

    private Condition IsTrue(IOperation value) =>
        function.ValuesOf(value) is { IsEmpty: false } values && values.All(static one => one.Root.Kind is RootKind.Constant or RootKind.Parameter && one.Path.IsEmpty)
            ? Test.Of(TestKind.IsTrue, values)
            : value is ILocalReferenceOperation local && OnlyValueOf(local) is { } test ? Read(test)
            : Other(value);

    private IOperation? OnlyValueOf(ILocalReferenceOperation local) => function.OnlyValueOf(local.Local);

    private Condition Called(IInvocationOperation call)
    {
        if (function.Flow.SummaryOf(call.TargetMethod) is { } summary && !call.TargetMethod.IsAbstract && !call.TargetMethod.IsVirtual)
        {
            return function.ArgumentsOf(call).Bind(summary.IsTrue);
        }

        var name = call.TargetMethod.Name;
        var receiver = call.Instance ?? (call.TargetMethod.IsStatic ? call.Arguments.FirstOrDefault()?.Value : null);
        var operand = call.Arguments.Skip(call.Instance is null ? 1 : 0).FirstOrDefault()?.Value;
        return name is "IsNullOrEmpty" or "IsNullOrWhiteSpace" && receiver is not null ? Test.Of(TestKind.IsPresent, function.ValuesOf(receiver)).Not()
            : receiver is null || operand is null ? Other(call)
            : name is "ContainsKey" || IsReader(call) ? IsFound(call, receiver, operand)
            : name switch
            {
                "NameEquals" => Equal(function.ValuesOf(receiver).Select(static value => value.Then(PathSegment.ElementName)), operand),
                "Equals" => Equal(function.ValuesOf(receiver), operand),
                "StartsWith" or "StartsWithSegments" => Text(TestKind.StartsWith, receiver, operand, call),
                "EndsWith" => Text(TestKind.EndsWith, receiver, operand, call),
                "Contains" => IsIn(receiver, operand, call),
                _ => Other(call),
            };
    }

    private bool IsReader(IInvocationOperation call) =>
        call.TargetMethod.ReturnType.SpecialType == SpecialType.System_Boolean && NamedAccess.Parse(call, function.Flow.Symbols) is { IsWrite: false };

    // In a table that the code shows, the name decides.
    private Condition IsFound(IInvocationOperation call, IOperation receiver, IOperation name)
    {
        var condition = Condition.Never;
        foreach (var value in function.ValuesOf(receiver))
        {
            if (value is { Root.Creation: { } table, Path.IsEmpty: true } && table.Entries().Any())
            {
                foreach (var known in table.Entries().SelectMany(entry => table.Function.ValuesOf(entry.Name)))
                {
                    condition = condition.Or(Test.Of(TestKind.Equals, function.ValuesOf(name), known.Constant, known.Root.Place));
                }
            }
            else
            {
                condition = condition.Or(Test.Of(TestKind.IsPresent, function.ValuesOf(name).SelectMany(named => ValueFlow.Resolve(value.If(named.When), PathSegment.Named(named, isPath: false)))));
            }
        }

        return condition.Tests.Any() ? condition : Other(call);
    }

    private Condition Text(TestKind kind, IOperation receiver, IOperation operand, IOperation call) =>
        FlowValue.Only(function.ValuesOf(operand)) is { Constant: { } constant } value ? Test.Of(kind, function.ValuesOf(receiver), constant, value.Root.Place) : Other(call);

    // A text contains another; a set of constants contains one.
    private Condition IsIn(IOperation receiver, IOperation operand, IOperation call)
    {
        if (FlowValue.Only(function.ValuesOf(operand)) is { Constant: { } constant } value && receiver.Type?.SpecialType == SpecialType.System_String)
        {
            return Test.Of(TestKind.Contains, function.ValuesOf(receiver), constant, value.Root.Place);
        }

        return FlowValue.Only(function.ValuesOf(receiver)) is { Root.Creation: { } set, Path.IsEmpty: true } && set.Elements().ToList() is { Count: > 0 } elements
            && elements.TrueForAll(static element => FlowValue.Only(element)?.Constant is not null)
                ? elements.Aggregate(Condition.Never, (any, element) => any.Or(Test.Of(TestKind.Equals, function.ValuesOf(operand), element[0].Constant)))
                : Other(call);
    }
}
