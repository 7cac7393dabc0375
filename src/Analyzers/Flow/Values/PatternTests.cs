using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Reads patterns as conditions.</summary>
internal sealed class PatternTests(FunctionFlow function)
{
    /// <summary>The condition that values match a pattern.</summary>
    public Condition Read(IPatternOperation pattern, IEnumerable<FlowValue> values, IOperation tested) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => Test.Of(TestKind.IsPresent, values).Not(),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } => constant ? function.Tests.Read(tested) : function.Tests.Read(tested).Not(),
        IConstantPatternOperation constant => function.Tests.Equal(values, constant.Value),
        IDiscardPatternOperation => Condition.Always,
        IDeclarationPatternOperation { MatchesNull: true } => Condition.Always,
        IDeclarationPatternOperation or ITypePatternOperation => Test.Of(TestKind.IsPresent, values),
        INegatedPatternOperation negated => Read(negated.Pattern, values, tested).Not(),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => Read(either.LeftPattern, values, tested).Or(Read(either.RightPattern, values, tested)),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => Read(both.LeftPattern, values, tested).And(Read(both.RightPattern, values, tested)),
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: false } properties => properties.PropertySubpatterns.Aggregate(
            Test.Of(TestKind.IsPresent, values),
            (all, property) => all.And(Property(property, tested))),
        IRecursivePatternOperation { DeconstructionSubpatterns.IsEmpty: true } => Test.Of(TestKind.IsPresent, values),
        _ => TestReader.Other(pattern),
    };

    private Condition Property(IPropertySubpatternOperation property, IOperation tested) =>
        property.Pattern is IConstantPatternOperation { Value.ConstantValue.Value: bool } ? TestReader.Other(property)
        : Read(property.Pattern, PatternPath.Of(property.Pattern, tested, function), tested);
}
