using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The values of members, of named values and of elements.</summary>
internal sealed class MemberValues(FunctionFlow function)
{
    // Properties that hold the same value in another form.
    private static readonly ImmutableHashSet<string> Forms =
        ["Result", "Value", "RootElement", "Root", "Body", "BodyReader", "Request", "Memory", "Span", "Current", "First", "HttpContext", "Form", "WrittenMemory", "WrittenSpan"];

    public IEnumerable<FlowValue> ValuesOf(IMemberReferenceOperation reference)
    {
        if (NamedAccess.Parse(reference, function.Flow.Symbols) is { } access)
        {
            return Named(access.Owner, access.NameOperation, access.IsPath);
        }

        return reference switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } owner, Arguments.Length: 1 } indexer =>
                function.Flow.Items.IsItem(indexer) ? HttpItems.ValuesOf(indexer, function) : ElementsOf(owner, indexer.Arguments[0].Value),
            IMethodReferenceOperation or IEventReferenceOperation => [FlowValue.Unknown],
            { Instance: null } => Static(reference.Member),
            _ => Member(reference),
        };
    }

    /// <summary>The values under a name, or at a path, of an object.</summary>
    public IEnumerable<FlowValue> Named(IOperation owner, IOperation name, bool isPath)
    {
        var names = function.ValuesOf(name);
        foreach (var held in function.ValuesOf(owner))
        {
            if (held is { Root.Creation: { } table, Path.IsEmpty: true } && table.Entries().Any() && !names.Any(static named => named.Text is not null))
            {
                foreach (var value in InTable(table, name))
                {
                    yield return value.If(held.When);
                }

                continue;
            }

            foreach (var named in names)
            {
                foreach (var value in ValueFlow.Resolve(held.If(named.When), PathSegment.Named(named, isPath, named.Text is null ? null : name.Syntax)))
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>The values of the elements of an array; of one element, if the index is constant and the array is made here.</summary>
    public IEnumerable<FlowValue> ElementsOf(IOperation array, IOperation? index)
    {
        foreach (var value in function.ValuesOf(array))
        {
            if (value is { Root.Creation: { } creation, Path.IsEmpty: true } && index?.ConstantValue is { HasValue: true, Value: int at } && creation.Elements().Skip(at).Take(1).ToList() is { Count: 1 } element)
            {
                foreach (var one in element[0])
                {
                    yield return one.If(value.When);
                }
            }
            else if (value is { Root.Creation: { } table, Path.IsEmpty: true } && index is not null && table.Entries().Any())
            {
                foreach (var one in InTable(table, index))
                {
                    yield return one.If(value.When);
                }
            }
            else
            {
                foreach (var one in ValueFlow.Resolve(value, [PathSegment.Element]))
                {
                    yield return one;
                }
            }
        }
    }

    /// <summary>The values of a table in the code for a key that is an enumeration's value or another one that is no text.</summary>
    private IEnumerable<FlowValue> InTable(Creation table, IOperation key)
    {
        var keys = function.ValuesOf(key);
        foreach (var (name, value) in table.Entries())
        {
            foreach (var known in table.Function.ValuesOf(name))
            {
                foreach (var held in value is null ? [] : table.Function.ValuesOf(value))
                {
                    yield return held.If(Test.Of(TestKind.Equals, keys, known.Constant));
                }
            }
        }
    }

    private IEnumerable<FlowValue> Member(IMemberReferenceOperation reference)
    {
        var owner = reference.Member.ContainingType;
        var values = function.ValuesOf(reference.Instance);
        if (ValueTypes.IsPair(owner))
        {
            return reference.Member.Name is "Value" ? values : values.Select(static value => value.Then(PathSegment.ElementName));
        }

        if (ValueTypes.IsOfThePlatform(owner) && !owner.IsTupleType)
        {
            return IsPath(reference) ? [FlowValue.At(ValueRoot.RequestPath)]
                : Forms.Contains(reference.Member.Name) ? values
                : values.Select(static value => value.Then(PathSegment.Unknown));
        }

        if (RequestModels.IsFromBody(reference.Member))
        {
            return [FlowValue.Request];
        }

        if (IsExtensionData(reference.Member))
        {
            return values;
        }

        return reference is IPropertyReferenceOperation { Property.GetMethod: { } getter } && function.Flow.SummaryOf(getter) is { } summary
            ? function.ArgumentsOf(reference).Bind(summary.Returned)
            : values.SelectMany(value => ValueFlow.Resolve(value, [PathSegment.Of(reference.Member, NameOf(reference.Syntax))]));
    }

    // The dictionary with the names of the object that no property has.
    private static bool IsExtensionData(ISymbol member) => member.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "JsonExtensionDataAttribute");

    private ImmutableArray<FlowValue> Static(ISymbol member) =>
        member is IPropertySymbol { GetMethod: { } getter } && function.Flow.SummaryOf(getter) is { } summary ? summary.Returned
        : function.Flow.InitialValues(member) is { IsEmpty: false } initial ? initial
        : [FlowValue.Unknown.Then(PathSegment.Of(member, null))];

    private bool IsPath(IMemberReferenceOperation reference) =>
        reference.Member.Name == "Path" && GatewaySymbols.Same(reference.Member.ContainingType, function.Flow.Symbols.HttpRequest);

    /// <summary>The name in the syntax of an access to a member.</summary>
    public static SyntaxNode NameOf(SyntaxNode access) => access switch
    {
        MemberAccessExpressionSyntax member => member.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        SubpatternSyntax { ExpressionColon.Expression: { } name } => name,
        _ => access,
    };
}
