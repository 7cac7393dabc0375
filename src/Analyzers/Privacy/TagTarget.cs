using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>
/// What an attribute is written to that code puts into a collection: into the arguments of a call, into a collection expression or an
/// initializer, or into a local that the same function passes on.
/// </summary>
internal static class TagTarget
{
    private const string Instrument = "System.Diagnostics.Metrics.Instrument";
    private const string Measurement = "System.Diagnostics.Metrics.Measurement`1";
    private const string Activity = "System.Diagnostics.Activity";

    // What receives a pair, or another collection, may be passed on itself.
    private const int MaxLocals = 3;

    // The attributes of events and links.
    private static readonly ImmutableHashSet<string> OfSpans = ["System.Diagnostics.ActivityTagsCollection", "OpenTelemetry.Trace.SpanAttributes"];

    /// <summary>Whether a type is a collection of attributes: of pairs of a text and an object.</summary>
    public static bool IsTags(ITypeSymbol type) => IsOfSpans(type) || MetadataNames.WithBasesOf(type).Any(static one =>
        one is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Collections_Generic_IEnumerable_T } items && IsTag(items.TypeArguments[0]));

    /// <summary>The target of a pair.</summary>
    public static TagSink Of(IOperation pair) => Around(pair.Parent, locals: 0);

    /// <summary>The target of an element that code adds to a collection or sets in it.</summary>
    /// <param name="added">The call or the assignment.</param>
    /// <param name="collection">The collection.</param>
    public static TagSink OfElement(IOperation added, IOperation? collection) => OfElement(added, collection, locals: 0);

    private static TagSink OfElement(IOperation added, IOperation? collection, int locals) => collection switch
    {
        { Type: { } type } when IsOfSpans(type) => TagSink.SpanAttribute,
        ILocalReferenceOperation { Local: var local } => OfLocal(local, added, locals),
        IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } => Around(added.Parent, locals),
        _ => TagSink.None,
    };

    private static bool IsOfSpans(ITypeSymbol type) => OfSpans.Contains(MetadataNames.FullName(type));

    private static bool IsTag(ITypeSymbol type) => type is INamedTypeSymbol { Name: "KeyValuePair", TypeArguments: { Length: 2 } parts }
        && parts[0].SpecialType == SpecialType.System_String
        && parts[1].SpecialType == SpecialType.System_Object;

    private static TagSink Around(IOperation? outer, int locals)
    {
        for (; outer is not null; outer = outer.Parent)
        {
            if (OfReceiver(outer) is not TagSink.None and var sink)
            {
                return sink;
            }

            switch (outer)
            {
                case IInvocationOperation { Instance: { } collection } add when IsAdding(add):
                    return OfElement(add, collection, locals);
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Instance: var list } } set:
                    return OfElement(set, list, locals);
                case ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation { ArrayReference: var array } } set:
                    return OfElement(set, array, locals);
                case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } }:
                    return OfLocal(local, outer, locals);
                case IVariableDeclaratorOperation { Symbol: var local }:
                    return OfLocal(local, outer, locals);
                case IInvocationOperation or IAnonymousFunctionOperation or IExpressionStatementOperation:
                    return TagSink.None;
            }
        }

        return TagSink.None;
    }

    /// <summary>Whether a call adds pairs to a collection of attributes.</summary>
    private static bool IsAdding(IInvocationOperation call) =>
        call is { TargetMethod.Name: "Add" or "AddRange", Arguments.Length: 1 } && IsTags(call.TargetMethod.ContainingType);

    /// <summary>The target of what a call or a constructor receives.</summary>
    private static TagSink OfReceiver(IOperation receiver) => receiver switch
    {
        IInvocationOperation { TargetMethod: { Name: "Add" or "Record", ContainingType: { } type } } when MetadataNames.WithBasesOf(type).Any(static one => MetadataNames.Is(one, Instrument)) => TagSink.MetricAttribute,
        IObjectCreationOperation { Type: { } type } when MetadataNames.Is(type, Measurement) => TagSink.MetricAttribute,
        IInvocationOperation { TargetMethod: { Name: "AddException", ContainingType: { } type } } when MetadataNames.Is(type, Activity) => TagSink.SpanAttribute,
        IInvocationOperation { TargetMethod.ContainingType: { } type } when WrittenTag.Sources.Contains(MetadataNames.FullName(type)) => TagSink.SpanAttribute,
        IObjectCreationOperation { Type: { } type } when IsOfSpans(type) => TagSink.SpanAttribute,
        _ => TagSink.None,
    };

    /// <summary>The targets that the code passes a local to.</summary>
    private static TagSink OfLocal(ILocalSymbol local, IOperation within, int locals)
    {
        if (IsOfSpans(local.Type))
        {
            return TagSink.SpanAttribute;
        }

        var sinks = TagSink.None;
        if (locals == MaxLocals || !(IsTag(local.Type) || IsTags(local.Type)))
        {
            return sinks;
        }

        // Lambdas fill collections, too.
        var member = within;
        while (member.Parent is { } outer)
        {
            member = outer;
        }

        foreach (var operation in member.Descendants())
        {
            if (operation is ILocalReferenceOperation reference
                && SymbolEqualityComparer.Default.Equals(reference.Local, local)
                && ReceiverOf(reference) is { } receiver)
            {
                sinks |= OfReceiver(receiver);
                sinks |= receiver is IInvocationOperation { Instance: { } collection } add && IsAdding(add) ? OfElement(add, collection, locals + 1) : TagSink.None;
            }
        }

        return sinks;
    }

    /// <summary>The call or the constructor that receives a value, also as a part of a collection that is made for it.</summary>
    private static IOperation? ReceiverOf(IOperation value) => value.Parent switch
    {
        IArgumentOperation argument => argument.Parent,
        IConversionOperation or ISpreadOperation or ICollectionExpressionOperation or IArrayInitializerOperation or IArrayCreationOperation or ICoalesceOperation => ReceiverOf(value.Parent),
        IConditionalOperation choice when choice.Condition != value => ReceiverOf(choice),
        ISwitchExpressionArmOperation arm when arm.Value == value => arm.Parent is { } choice ? ReceiverOf(choice) : null,
        _ => null,
    };
}
