using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>An object, a tuple, an array or a collection that a function creates.</summary>
/// <param name="Operation">The expression.</param>
/// <param name="Function">The function with the expression.</param>
/// <param name="Call">The call that ran the function, as its caller sees it; <see langword="null"/> in the function itself.</param>
internal sealed record Creation(IOperation Operation, FunctionFlow Function, Bindings? Call)
{
    /// <summary>A text that is the same for the same expression.</summary>
    public string Identity => $"{Operation.Syntax.SyntaxTree.FilePath}:{Operation.Syntax.SpanStart}";

    /// <summary>The values that the code puts into the object at a step; empty where it puts none.</summary>
    public ImmutableArray<FlowValue> ValuesAt(PathSegment step) => Bound(step.Kind switch
    {
        SegmentKind.Member => Member(step.Member!),
        SegmentKind.Name => Named(step.Name!),
        SegmentKind.Element => Elements().SelectMany(static element => element),
        _ => [],
    });

    /// <summary>The values of each element, in order; empty for what is no array and no collection.</summary>
    public IEnumerable<ImmutableArray<FlowValue>> Elements() => ElementOperations().Select(element => Bound(Function.ValuesOf(element)));

    /// <summary>The names and values that the code puts into a dictionary or a JSON object where it creates it.</summary>
    public IEnumerable<(IOperation Name, IOperation? Value)> Entries()
    {
        foreach (var part in (Operation as IObjectCreationOperation)?.Initializer?.Initializers ?? [])
        {
            switch (part)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true, Arguments.Length: 1 } indexer } assignment:
                    yield return (indexer.Arguments[0].Value, assignment.Value);
                    break;
                case IInvocationOperation { Arguments.Length: 2 } added:
                    yield return (added.Arguments[0].Value, added.Arguments[1].Value);
                    break;
            }
        }
    }

    /// <summary>Whether a function that receives the request creates the object without content, to fill it later.</summary>
    public bool IsForRequest =>
        Call is { Site: not null } call && !Entries().Any() && call.Arguments.Any(static argument => argument.Value.Any(static value => value is { Root.Kind: RootKind.Request, Path.IsEmpty: true }));

    private IEnumerable<FlowValue> Member(ISymbol member) => Operation switch
    {
        IAnonymousObjectCreationOperation anonymous => anonymous.Initializers.OfType<ISimpleAssignmentOperation>()
            .Where(part => part.Target is IMemberReferenceOperation target && target.Member.Name == member.Name)
            .SelectMany(part => Function.ValuesOf(part.Value)),
        ITupleOperation tuple => TupleElement(tuple, member) is { } element ? Function.ValuesOf(element) : [],
        IObjectCreationOperation made => Assigned(made, member),
        _ => [],
    };

    private static IOperation? TupleElement(ITupleOperation tuple, ISymbol member)
    {
        var elements = ((INamedTypeSymbol?)tuple.Type)?.TupleElements ?? [];
        for (var i = 0; i < elements.Length && i < tuple.Elements.Length; i++)
        {
            if (elements[i].Name == member.Name || member.Name == $"Item{i + 1}" || (member as IFieldSymbol)?.CorrespondingTupleField?.Name == $"Item{i + 1}")
            {
                return tuple.Elements[i];
            }
        }

        return null;
    }

    private IEnumerable<FlowValue> Assigned(IObjectCreationOperation made, ISymbol member)
    {
        // Code for another type, which does not run for this object.
        if (made.Type is null || !MetadataNames.WithBasesOf(made.Type).Any(type => SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, member.ContainingType)))
        {
            return [];
        }

        var initialized = (made.Initializer?.Initializers ?? []).OfType<ISimpleAssignmentOperation>()
            .Where(part => part.Target is IMemberReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Member.OriginalDefinition, member))
            .SelectMany(part => Function.ValuesOf(part.Value))
            .ToList();
        return initialized.Count > 0 ? initialized
            : Function.StoredIn(this, member) is { IsEmpty: false } stored ? stored
            : Function.Flow.SetByConstructor(made, member, Function);
    }

    private IEnumerable<FlowValue> Named(string name)
    {
        var others = Condition.Always;
        foreach (var (key, value) in Entries())
        {
            foreach (var known in Function.ValuesOf(key))
            {
                var same = Test.Of(TestKind.Equals, known, name);
                foreach (var held in value is null ? [] : Function.ValuesOf(value))
                {
                    yield return held.If(same.And(others));
                }

                others = others.And(same.Not());
            }
        }

        foreach (var held in Function.StoredIn(this, name))
        {
            yield return held;
        }
    }

    private IEnumerable<IOperation> ElementOperations() => Operation switch
    {
        IArrayCreationOperation array => array.Initializer?.ElementValues ?? [],
        ICollectionExpressionOperation collection => collection.Elements,
        ITupleOperation tuple => tuple.Elements,
        IObjectCreationOperation { Initializer: { } initializer } => initializer.Initializers.OfType<IInvocationOperation>().Where(static added => added.Arguments.Length == 1).Select(static added => added.Arguments[0].Value),
        _ => [],
    };

    private ImmutableArray<FlowValue> Bound(IEnumerable<FlowValue> values) => Call is null ? [.. values.Where(static value => value.When != Condition.Never)] : Call.Bind(values);
}
