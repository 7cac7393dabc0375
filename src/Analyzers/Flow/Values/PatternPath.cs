using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The values that a pattern tests: <c>request is { Metadata: { SessionId: var session } }</c>.</summary>
internal static class PatternPath
{
    /// <summary>The values of a <paramref name="pattern"/> in the pattern that tests <paramref name="tested"/>.</summary>
    public static IEnumerable<FlowValue> Of(IOperation pattern, IOperation tested, FunctionFlow function)
    {
        var steps = new Stack<IReadOnlyList<PathSegment>>();
        for (var part = pattern; part is not (null or IIsPatternOperation or ISwitchOperation or ISwitchExpressionOperation); part = part.Parent)
        {
            if (part is IPropertySubpatternOperation property)
            {
                steps.Push(property.Member is IMemberReferenceOperation { Member: { } member } reference
                    ? ValueTypes.IsPair(member.ContainingType)
                        ? member.Name == "Value" ? [] : [PathSegment.ElementName]
                        : [PathSegment.Of(member, MemberValues.NameOf(reference.Syntax))]
                    : [PathSegment.Unknown]);
            }
        }

        return function.ValuesOf(tested).SelectMany(value => ValueFlow.Resolve(value, steps.SelectMany(static step => step)));
    }
}
