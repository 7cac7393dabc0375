using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Collects the values that a function reads and writes by name, itself and through the functions that it calls.</summary>
internal sealed class ReadCollector(FunctionFlow function)
{
    // As many calls as the search for traced code follows.
    private const int MaxCalls = 12;

    private readonly List<ValueRead> _reads = [];
    private readonly List<ValueStore> _stores = [];

    private ValueFlow Flow => function.Flow;

    public IReadOnlyList<ValueRead> Reads => _reads;

    public IReadOnlyList<ValueStore> Stores => _stores;

    public void Collect()
    {
        foreach (var operation in CallGraph.OwnOperations(function.Body))
        {
            Flow.Token.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IPropertyReferenceOperation or IInvocationOperation when NamedAccess.Parse(operation, Flow.Symbols) is { } access:
                    Add(access);
                    break;
                case IDynamicMemberReferenceOperation or IDynamicIndexerAccessOperation:
                    Add(function.ValuesOf(operation), operation);
                    break;
                case IPropertySubpatternOperation { Member: IPropertyReferenceOperation { Property: { } property } } part when Flow.Names.MayBeMetadata(property):
                    Add(PatternPath.Of(part.Pattern, Tested(part), function), part);
                    break;
                case ICoalesceOperation or IConditionalOperation { WhenFalse: not null, Type: not null }:
                    Add(function.ValuesOf(operation), operation, isChoice: true);
                    break;
                case IPropertyReferenceOperation { Property.IsIndexer: false } reference when !ValueTypes.IsOfThePlatform(reference.Property.ContainingType) && MayBeMetadata(reference):
                    Add(reference);
                    break;
            }

            AddNames(operation);
            AddCalled(operation);
        }

        Join();
    }

    private void Add(NamedAccess access)
    {
        var written = access.Written ?? (access.Operation.Parent as IAssignmentOperation is { } assignment && assignment.Target == access.Operation ? assignment.Value : null);
        var members = new MemberValues(function);
        var targets = written is null ? members.Named(access.Owner, access.NameOperation, access.IsPath) : Targets(access);
        Add(targets, access.Operation);
        Store(targets, written);
    }

    private void Add(IPropertyReferenceOperation reference)
    {
        var written = reference.Parent is IAssignmentOperation assignment && assignment.Target == reference ? assignment.Value : null;
        var step = PathSegment.Of(reference.Property, MemberValues.NameOf(reference.Syntax));
        var targets = function.ValuesOf(reference.Instance).Select(value => value.Then(step)).ToList();
        Add(targets, reference);
        Store(targets, written);
    }

    // What code writes, it does not read: the steps stay as they are written.
    private IEnumerable<FlowValue> Targets(NamedAccess access) =>
        from owner in function.ValuesOf(access.Owner)
        from name in function.ValuesOf(access.NameOperation)
        select owner.If(name.When).Then(PathSegment.Named(name, access.IsPath));

    private void Add(IEnumerable<FlowValue> values, IOperation place, bool isChoice = false)
    {
        Condition? guard = null;
        foreach (var value in values.Where(IsOpen))
        {
            guard ??= function.Guards.Of(place);
            if (Refined(value.If(guard)) is { } read && read.When != Condition.Never)
            {
                _reads.Add(new ValueRead(read, place.Syntax, isChoice));
            }
        }
    }

    private void Store(IEnumerable<FlowValue> targets, IOperation? written)
    {
        if (written is null)
        {
            return;
        }

        foreach (var target in targets.Where(IsOpen))
        {
            foreach (var stored in function.ValuesOf(written).Where(static value => value.Path.IsEmpty && value.Root.Kind is RootKind.Created or RootKind.Parameter))
            {
                _stores.Add(new ValueStore(target, stored));
            }
        }
    }

    private bool MayBeMetadata(IPropertyReferenceOperation reference) =>
        Flow.Names.MayBeMetadata(reference.Property)
        || (Unconverted(reference.Instance) is IPropertyReferenceOperation { Property: { IsIndexer: false } owner } && Flow.Names.FieldOf(owner) is not null);

    private static IOperation? Unconverted(IOperation? operation) => operation switch
    {
        IConversionOperation conversion => Unconverted(conversion.Operand),
        IConditionalAccessInstanceOperation { Parent: { } } instance => instance.Parent is { } ? Access(instance) : null,
        _ => operation,
    };

    private static IOperation? Access(IOperation instance)
    {
        for (var part = instance; part.Parent is { } outer; part = outer)
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == part)
            {
                return Unconverted(access.Operation);
            }
        }

        return null;
    }

    // property.Name == "session_id", property.NameEquals("session_id") and case "session_id" read the value with this name.
    private void AddNames(IOperation operation)
    {
        var test = operation switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } => function.Tests.Read(operation),
            IInvocationOperation { TargetMethod.Name: "NameEquals" or "Equals" } => function.Tests.Read(operation),
            IIsPatternOperation => function.Tests.Read(operation),
            ISwitchCaseOperation { Parent: ISwitchOperation choice } section => function.Tests.Selects(choice, section),
            ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation choice } arm => function.Tests.Selects(choice, arm),
            _ => null,
        };
        foreach (var one in test?.Required.Concat(Either(test)) ?? [])
        {
            // The path of a property that is a parameter lacks the object: the method does not know it.
            if (one is { Kind: TestKind.Equals, Subject: { Path.Length: > 1 } subject, Operand: string name } && subject.Path[subject.Path.Length - 1].Kind == SegmentKind.ElementName)
            {
                Add([subject with { Path = subject.Path.RemoveRange(subject.Path.Length - 2, 2).Add(PathSegment.Of(name, one.Place)) }], operation);
            }
        }
    }

    private static IEnumerable<Test> Either(Condition test) => test.Required.Any() ? [] : test.Tests.Where(static one => one.Kind == TestKind.Equals);

    private void AddCalled(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                AddCalled(call.TargetMethod, call);
                AddMediated(call);
                AddInvoked(call);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } made:
                AddCalled(constructor, made);
                break;
            case IPropertyReferenceOperation { Property.GetMethod: { } getter } property:
                AddCalled(getter, property);
                break;
            case IMethodReferenceOperation reference:
                AddNamed(reference);
                break;
        }
    }

    private void AddCalled(IMethodSymbol method, IOperation call)
    {
        var summaries = Flow.SummariesOf(method);
        ImmutableArray<Condition> runs = default;
        for (var i = 0; i < summaries.Count; i++)
        {
            var summary = summaries[i];
            if (!IsWorthReading(summary, method, call))
            {
                continue;
            }

            runs = runs.IsDefault ? function.Runs(call, summaries) : runs;
            AddBound(summary, function.ArgumentsOf(call), function.Guards.Of(call).And(runs[i]));
        }
    }

    // A lambda of the code around a handler runs with the arguments of the call; a lambda of the function itself is part of it.
    private void AddInvoked(IInvocationOperation call)
    {
        if (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
            && function.LambdaIn(call.Instance) is { } lambda
            && !function.Body.Syntax.Span.Contains(lambda.Syntax.Span)
            && Flow.SummaryAt(CodePlace.PlaceOf(lambda.Syntax)) is { } summary)
        {
            AddBound(summary, function.ArgumentsOf(call), function.Guards.Of(call));
        }
    }

    // A mediator gives the message to its handler.
    private void AddMediated(IInvocationOperation call)
    {
        foreach (var handler in MediatedCalls.Get(Flow.Code).HandlersOf(call, Flow.Token))
        {
            foreach (var summary in Flow.SummariesOf(handler.Method))
            {
                AddBound(summary, new Bindings(function, call.Syntax, ImmutableDictionary<int, ImmutableArray<FlowValue>>.Empty.Add(0, function.ValuesOf(handler.Message.Value))), function.Guards.Of(call));
            }
        }
    }

    // A method that the code hands over runs with what the receiver calls it with.
    private void AddNamed(IMethodReferenceOperation reference)
    {
        var holder = reference.Parent;
        while (holder is IDelegateCreationOperation or IConversionOperation)
        {
            holder = holder.Parent;
        }

        foreach (var summary in Flow.SummariesOf(reference.Method).Where(summary => summary is OwnSummary own && Flow.IsNear(own.Function.Place)))
        {
            var arguments = ImmutableDictionary.CreateBuilder<int, ImmutableArray<FlowValue>>();
            if (holder is IArgumentOperation { Parameter: { } target, Parent: IInvocationOperation call })
            {
                foreach (var parameter in reference.Method.Parameters)
                {
                    arguments[parameter.Ordinal] = function.GivenBy(call, target.Ordinal, parameter.Ordinal);
                }
            }

            if (reference.Instance is { } instance)
            {
                arguments[ValueRoot.This] = function.ValuesOf(instance);
            }

            AddBound(summary, new Bindings(function, reference.Syntax, arguments.ToImmutable()), function.Guards.Of(reference));
        }
    }

    private void AddBound(FunctionSummary summary, Bindings arguments, Condition guard)
    {
        foreach (var read in summary.Reads.Where(static read => read.Calls < MaxCalls))
        {
            foreach (var value in arguments.Bind(read.Value).Where(IsOpen))
            {
                _reads.Add(read with { Value = Refined(value.If(guard)), Place = read.Place ?? arguments.Site, Calls = read.Calls + 1 });
            }
        }

        foreach (var store in summary.Stores)
        {
            foreach (var target in arguments.Bind(store.Target).Where(IsOpen))
            {
                _stores.AddRange(arguments.Bind(store.Stored).Where(static value => value.Path.IsEmpty).Select(stored => new ValueStore(target.If(guard), stored)));
            }
        }
    }

    // The rest of the code has nothing to do with metadata, unless it receives a part of a request or a name.
    private bool IsWorthReading(FunctionSummary summary, IMethodSymbol method, IOperation call)
    {
        if (summary is not OwnSummary own || Flow.IsNear(own.Function.Place))
        {
            return true;
        }

        return method.Parameters.Any(parameter => Flow.Types.MayHold(parameter.Type))
            && function.ArgumentsOf(call).Arguments.Any(argument => argument.Key >= 0 && argument.Value.Any(MayBeMetadata));
    }

    private bool MayBeMetadata(FlowValue value) => value.Root.Kind switch
    {
        RootKind.Constant => value.Text is { } text && MetadataFields.IsIn(text),
        RootKind.Parameter => true,
        RootKind.Created => value.Path.IsEmpty,
        RootKind.Request or RootKind.Unknown => !value.Path.IsEmpty && value.Path.Any(step => step.Name is { } name ? MetadataFields.IsIn(name) : step.Member is { } member && (Flow.Names.FieldOf(member) is not null || !ValueTypes.IsOfThePlatform(member.ContainingType))),
        _ => false,
    };

    /// <summary>Whether a value may turn out to be metadata of a request.</summary>
    private static bool IsOpen(FlowValue value) =>
        !value.Path.IsEmpty
        && value.Root.Kind switch
        {
            RootKind.Request => value.Path.Any(static step => step.Kind != SegmentKind.Name || MetadataFields.Named(step.Name!) is not null),
            RootKind.Parameter or RootKind.Created => true,
            _ => value.Root.Kind == RootKind.Unknown && value.Path[0].IsStored,
        };

    /// <summary>The value with the names that its condition demands of the elements on its path.</summary>
    public static FlowValue Refined(FlowValue value)
    {
        for (var i = 0; i < value.Path.Length; i++)
        {
            if (value.Path[i].Kind == SegmentKind.Element)
            {
                var element = (value with { Path = value.Path.RemoveRange(i + 1, value.Path.Length - i - 1) }).Then(PathSegment.ElementName).Identity;
                if (value.When.Required.FirstOrDefault(test => test is { Kind: TestKind.Equals, Operand: string } && test.Subject!.Identity == element) is { Operand: string name } demanded)
                {
                    value = value with { Path = value.Path.SetItem(i, PathSegment.Of(name, demanded.Place)) };
                }
            }
        }

        return value;
    }

    private static IOperation Tested(IOperation pattern)
    {
        var part = pattern;
        while (part.Parent is { } parent)
        {
            switch (parent)
            {
                case IIsPatternOperation test:
                    return test.Value;
                case ISwitchOperation choice:
                    return choice.Value;
                case ISwitchExpressionOperation choice:
                    return choice.Value;
            }

            part = parent;
        }

        return part;
    }

    /// <summary>What an object is read or written for where it stands belongs to all places that it is put into.</summary>
    private void Join()
    {
        foreach (var store in _stores.ToList())
        {
            var stored = store.Stored.Root;
            if (stored.Kind != RootKind.Created)
            {
                continue;
            }

            foreach (var read in _reads.ToList().Where(read => read.Value.Root.Kind == RootKind.Created && read.Value.Root.Creation!.Operation == stored.Creation!.Operation))
            {
                var value = store.Target.Then(read.Value.Path).If(read.Value.When).If(store.Stored.When);
                if (value.When != Condition.Never)
                {
                    _reads.Add(new ValueRead(value, read.Place) { ForeignFunction = read.ForeignFunction });
                }
            }
        }
    }
}
