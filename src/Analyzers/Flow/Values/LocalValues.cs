using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The values of locals, from all places that give them one, and of what the function stores in objects.</summary>
internal sealed class LocalValues(FunctionFlow function)
{
    private Assignments? _assignments;

    public IEnumerable<FlowValue> ValuesOf(ILocalReferenceOperation reference) =>
        ValuesOf(reference, [], Assigned.To(reference.Local));

    public IEnumerable<FlowValue> ValuesOf(IParameterReferenceOperation reference) => ValuesOf(
        reference,
        [FlowValue.At(ValueRoot.Parameter(reference.Parameter.Ordinal))],
        Assigned.ToParameters.Where(given => SymbolEqualityComparer.Default.Equals(given.Symbol, reference.Parameter)));

    private IEnumerable<FlowValue> ValuesOf(IOperation reference, IEnumerable<FlowValue> values, IEnumerable<Assignment> assignments)
    {
        foreach (var given in assignments.Where(given => IsBefore(given, reference)))
        {
            var when = function.Guards.Of(given.Operation).And(Missing(given));
            var loop = RepeatedBy(given, reference);
            var isCarried = loop is not null && !IsInFront(given, reference);
            when = loop is null ? when : when.And(Condition.Other($"loop {loop.SpanStart} {isCarried}"));

            // What an earlier run of a loop assigned does not replace the value of the first run.
            values = [.. isCarried ? values : values.Select(value => value.If(when.Not())), .. ValuesOf(given).Select(value => value.If(when))];
        }

        return [.. values];
    }

    public ImmutableArray<FlowValue> ValuesOut(int ordinal) =>
    [
        .. from given in Assigned.ToParameters
           where given.Symbol is IParameterSymbol parameter && parameter.Ordinal == ordinal
           let when = function.Guards.Of(given.Operation)
           from value in ValuesOf(given)
           select value.If(when),
    ];

    public ImmutableArray<FlowValue> StoredIn(Creation creation, ISymbol member) =>
    [
        .. from stored in Assigned.ToMembers
           where stored.Target is IMemberReferenceOperation target
               && SymbolEqualityComparer.Default.Equals(target.Member.OriginalDefinition, member)
               && Holds(target.Instance, creation)
           let when = function.Guards.Of(stored)
           from value in function.ValuesOf(stored.Value)
           select value.If(when),
    ];

    public ImmutableArray<FlowValue> StoredIn(Creation creation, string name) =>
    [
        .. from access in Assigned.Added(function.Flow.Symbols)
           where access.Name == name && Holds(access.Owner, creation)
           let written = access.Written ?? (access.Operation.Parent as IAssignmentOperation)?.Value
           where written is not null
           from value in function.ValuesOf(written)
           select value,
    ];

    /// <summary>The values that the function stores in a member of its own object.</summary>
    public ImmutableArray<FlowValue> Stored(ISymbol member) =>
    [
        .. from stored in Assigned.ToMembers
           where stored.Target is IMemberReferenceOperation { Instance: IInstanceReferenceOperation } target && SymbolEqualityComparer.Default.Equals(target.Member.OriginalDefinition, member)
           from value in function.ValuesOf(stored.Value)
           select value.If(function.Guards.Of(stored)),
    ];

    public IOperation? OnlyValueOf(ILocalSymbol local) =>
        Assigned.To(local).Take(2).ToList() is { Count: 1 } all && all[0].Kind == AssignmentKind.Value ? all[0].Value : null;

    private Assignments Assigned => _assignments ??= Assignments.In(Root(function.Body));

    private bool Holds(IOperation? owner, Creation creation) =>
        owner is ILocalReferenceOperation or IInstanceReferenceOperation && function.ValuesOf(owner).Any(value => value.Path.IsEmpty && value.Root.Creation?.Operation == creation.Operation);

    private IEnumerable<FlowValue> ValuesOf(Assignment given) => given.Kind switch
    {
        AssignmentKind.Element => function.ValuesOf(given.Value).SelectMany(static value => Elements(value)),
        AssignmentKind.ElementName => function.ValuesOf(given.Value).Select(static value => value.Then(PathSegment.Element).Then(PathSegment.ElementName)),
        AssignmentKind.Out => given.Value is IInvocationOperation call ? function.Flow.ValuesOut(call, given.Ordinal, function) : [FlowValue.Unknown],
        AssignmentKind.Pattern => PatternPath.Of(given.Operation, given.Value, function),
        AssignmentKind.Part => function.ValuesOf(given.Value).SelectMany(value => Part(value, given.Ordinal)),
        _ => function.ValuesOf(given.Value),
    };

    // The elements of an array that the code makes are tried in their order.
    private static IEnumerable<FlowValue> Elements(FlowValue value) => ValueFlow.Resolve(value, [PathSegment.Element]);

    // A tuple or a record in its parts.
    private static IEnumerable<FlowValue> Part(FlowValue value, int index) =>
        value is not { Root.Creation: { } whole, Path.IsEmpty: true } ? [FlowValue.Unknown]
        : whole.Operation is ITupleOperation ? whole.Elements().Skip(index).Take(1).SelectMany(static part => part).Select(part => part.If(value.When))
        : whole.Operation is IObjectCreationOperation { Constructor: { } constructor } && index < constructor.Parameters.Length ? ValueFlow.Resolve(value, [PathSegment.Of(constructor.Parameters[index], null)])
        : [FlowValue.Unknown];

    private Condition Missing(Assignment given) =>
        given.Operation is ICoalesceAssignmentOperation coalesce ? Test.Of(TestKind.IsPresent, function.ValuesOf(coalesce.Target)).Not() : Condition.Always;

    private static bool IsBefore(Assignment given, IOperation use) =>
        IsInFront(given, use) || LoopsAround(given.Operation.Syntax).Any(loop => loop.Span.Contains(use.Syntax.Span));

    private static bool IsInFront(Assignment given, IOperation use) =>
        !given.Operation.Syntax.Span.Contains(use.Syntax.Span) && given.Operation.Syntax.SpanStart < use.Syntax.SpanStart;

    // A loop may run no time before the use, and a use may stand in front of the assignment that an earlier run made.
    private static SyntaxNode? RepeatedBy(Assignment given, IOperation use) =>
        given.Kind is AssignmentKind.Element or AssignmentKind.ElementName
            ? null
            : LoopsAround(given.Operation.Syntax).FirstOrDefault(loop => !IsInFront(given, use) || !loop.Span.Contains(use.Syntax.Span));

    private static IEnumerable<SyntaxNode> LoopsAround(SyntaxNode node) => node.AncestorsAndSelf().Where(Assignments.IsRepeated);

    private static IOperation Root(IOperation operation)
    {
        var root = operation;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root;
    }
}
