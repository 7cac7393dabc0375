using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>
/// The values of the expressions of one function, in terms of its parameters. It walks backward: from an expression to the
/// expressions that its value comes from.
/// </summary>
internal sealed class FunctionFlow
{
    // An expression with more values than these is too complex to say anything about it.
    private const int MaxValues = 16;

    private readonly Dictionary<IOperation, ImmutableArray<FlowValue>> _values = [];
    private readonly Dictionary<IOperation, Bindings> _arguments = [];
    private readonly Dictionary<IOperation, int> _open = [];
    private readonly MemberValues _members;
    private readonly CallValues _calls;
    private readonly LocalValues _locals;

    public FunctionFlow(ValueFlow flow, CodePlace place, IOperation body)
    {
        Flow = flow;
        Place = place;
        Body = body;
        _members = new MemberValues(this);
        _calls = new CallValues(this);
        _locals = new LocalValues(this);
        Guards = new Guards(this);
        Tests = new TestReader(this);
    }

    /// <summary>The computations that run in this function.</summary>
    public Recursion Recursion { get; } = new();

    public ValueFlow Flow { get; }

    public CodePlace Place { get; }

    public IOperation Body { get; }

    /// <summary>The method; <see langword="null"/> for an initialiser.</summary>
    public IMethodSymbol? Symbol => Body is IAnonymousFunctionOperation lambda ? lambda.Symbol
        : Body is ILocalFunctionOperation local ? local.Symbol
        : Flow.Code.ModelOf(Place.Tree).GetDeclaredSymbol(Body.Syntax, Flow.Token) as IMethodSymbol;

    /// <summary>The conditions under which the function runs its expressions.</summary>
    public Guards Guards { get; }

    /// <summary>Reads the tests of the function.</summary>
    public TestReader Tests { get; }

    /// <summary>The values of an expression, each with its condition; a value that is tried first comes first.</summary>
    public ImmutableArray<FlowValue> ValuesOf(IOperation? operation)
    {
        if (operation is null || !ExecutionStack.HasRoom())
        {
            return [FlowValue.Unknown];
        }

        if (_values.TryGetValue(operation, out var known))
        {
            return known;
        }

        // A value that depends on itself, in a loop, has the values from before the loop.
        if (_open.TryGetValue(operation, out var depth))
        {
            Recursion.Use(depth);
            return [];
        }

        var opened = Recursion.Open();
        _open.Add(operation, opened.Depth);
        ImmutableArray<FlowValue>? found = null;
        try
        {
            Flow.Token.ThrowIfCancellationRequested();
            found = [.. Find(operation).Where(static value => value.When != Condition.Never).Take(MaxValues)];
            return found.Value;
        }
        finally
        {
            _open.Remove(operation);
            if (Recursion.Close(opened) && found is { } values)
            {
                _values[operation] = values;
            }
        }
    }

    /// <summary>The values of a parameter of this function that an inner function uses; <see langword="null"/> for another symbol.</summary>
    public ImmutableArray<FlowValue>? ValuesOf(ISymbol captured) =>
        captured is IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter && Flow.Code.PlaceOf(method) == Place
            ? [FlowValue.At(ValueRoot.Parameter(parameter.Ordinal))]
            : null;

    /// <summary>The values that the function stores in a member of an object after it created the object.</summary>
    public ImmutableArray<FlowValue> StoredIn(Creation creation, ISymbol member) => _locals.StoredIn(creation, member);

    /// <summary>The values that the function stores under a name of an object after it created the object.</summary>
    public ImmutableArray<FlowValue> StoredIn(Creation creation, string name) => _locals.StoredIn(creation, name);

    /// <summary>The values that the function leaves in an <c>out</c> parameter.</summary>
    public ImmutableArray<FlowValue> ValuesOut(int ordinal) => _locals.ValuesOut(ordinal);

    /// <summary>The values that a lambda of the function receives for a parameter.</summary>
    public ImmutableArray<FlowValue> ValuesOfLambda(IParameterSymbol parameter, IOperation use) => _calls.ValuesOfLambda(parameter, use);

    /// <summary>The values that a method receives for a parameter from the call that it is handed to.</summary>
    public ImmutableArray<FlowValue> GivenBy(IInvocationOperation call, int target, int ordinal) => _calls.Given(call, target, ordinal);

    /// <summary>The conditions under which a call runs each of several methods.</summary>
    public ImmutableArray<Condition> Runs(IOperation call, IReadOnlyList<FunctionSummary> summaries) => _calls.Runs(call, summaries);

    /// <summary>The lambda that an expression holds, if the code shows it.</summary>
    public IAnonymousFunctionOperation? LambdaIn(IOperation? held) => _calls.LambdaIn(held);

    /// <summary>The values that the function stores in a member of its own object.</summary>
    public ImmutableArray<FlowValue> Stored(ISymbol member) => _locals.Stored(member);

    /// <summary>The one value of a local that the code assigns once; <see langword="null"/> otherwise.</summary>
    public IOperation? OnlyValueOf(ILocalSymbol local) => _locals.OnlyValueOf(local);

    /// <summary>The values that a function or a lambda returns.</summary>
    public ImmutableArray<FlowValue> ReturnedFrom(IOperation body) =>
    [
        .. from returned in Returns(body)
           let guard = Guards.Of(returned)
           from value in ValuesOf(returned.ReturnedValue)
           let held = value.If(guard)
           where held.When != Condition.Never
           select held,
    ];

    /// <summary>The condition under which a function or a lambda returns true.</summary>
    public Condition IsTrueFrom(IOperation body) =>
        Returns(body).Aggregate(Condition.Never, (all, returned) => all.Or(Guards.Of(returned).And(Tests.Read(returned.ReturnedValue))));

    /// <summary>The arguments of a call, by their positions.</summary>
    public Bindings ArgumentsOf(IOperation call)
    {
        if (!_arguments.TryGetValue(call, out var arguments))
        {
            var opened = Recursion.Open();
            arguments = _calls.ArgumentsOf(call);
            if (Recursion.Close(opened))
            {
                _arguments[call] = arguments;
            }
        }

        return arguments;
    }

    private IEnumerable<FlowValue> Find(IOperation operation)
    {
        if (operation is { ConstantValue.HasValue: true })
        {
            return [FlowValue.Of(operation.ConstantValue.Value, operation.Syntax)];
        }

        switch (operation)
        {
            case IUtf8StringOperation utf8:
                return [FlowValue.Of(utf8.Value, utf8.Syntax)];
            case IConversionOperation conversion:
                return ValuesOf(conversion.Operand);
            case IParenthesizedOperation inner:
                return ValuesOf(inner.Operand);
            case IAwaitOperation awaited:
                return ValuesOf(awaited.Operation);
            case IConditionalAccessOperation access:
                return ValuesOf(access.WhenNotNull);
            case IConditionalAccessInstanceOperation instance:
                return ValuesOf(AccessAround(instance)?.Operation);
            case ISimpleAssignmentOperation assignment:
                return ValuesOf(assignment.Value);
            case IDeclarationExpressionOperation declaration:
                return ValuesOf(declaration.Expression);
        }

        return Flow.Types.IsRequest(operation.Type) ? [FlowValue.Request]
            : ValueTypes.IsElsewhere(operation.Type) ? [FlowValue.Elsewhere]
            : operation switch
            {
                ICoalesceOperation coalesce => First(ValuesOf(coalesce.Value), coalesce.WhenNull),
                ICoalesceAssignmentOperation coalesce => First(ValuesOf(coalesce.Target), coalesce.Value),
                IConditionalOperation { WhenFalse: { } other } choice => Choose(choice, other),
                ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => ValuesOf(arm.Value).Select(value => value.If(Tests.Selects(choice, arm)))),
                ILocalReferenceOperation local => _locals.ValuesOf(local),
                IParameterReferenceOperation parameter => Parameter(parameter),
                IInstanceReferenceOperation instance => Instance(instance),
                IMemberReferenceOperation member => _members.ValuesOf(member),
                IInvocationOperation call => _calls.ValuesOf(call),
                IDynamicMemberReferenceOperation { Instance: { } instance } dynamic => ValuesOf(instance).Select(value => value.Then(PathSegment.Of(dynamic.MemberName, NameIn(dynamic.Syntax)))),
                IDynamicIndexerAccessOperation { Arguments.Length: 1 } dynamic => _members.Named(dynamic.Operation, dynamic.Arguments[0], isPath: false),
                IArrayElementReferenceOperation element => _members.ElementsOf(element.ArrayReference, element.Indices.FirstOrDefault()),
                IImplicitIndexerReferenceOperation element => _members.ElementsOf(element.Instance, element.Argument),
                IObjectCreationOperation made => _calls.ValuesOf(made),
                IAnonymousObjectCreationOperation or ITupleOperation or IArrayCreationOperation or ICollectionExpressionOperation or ITypeParameterObjectCreationOperation =>
                    [FlowValue.At(ValueRoot.Of(new Creation(operation, this, null)))],
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, Type.SpecialType: SpecialType.System_String } sum => Joined([sum.LeftOperand, sum.RightOperand], sum),
                IInterpolatedStringOperation text => Joined([.. text.Parts.Select(static part => part is IInterpolationOperation hole ? hole.Expression : ((IInterpolatedStringTextOperation)part).Text)], text),
                _ => [FlowValue.Unknown],
            };
    }

    /// <summary>The first values, and the other where none of them is there.</summary>
    private IEnumerable<FlowValue> First(ImmutableArray<FlowValue> first, IOperation other)
    {
        var isMissing = Test.Of(TestKind.IsPresent, first).Not();
        return first.Concat(ValuesOf(other).Select(value => value.If(isMissing)));
    }

    private IEnumerable<FlowValue> Choose(IConditionalOperation choice, IOperation other)
    {
        var condition = Tests.Read(choice.Condition);
        return ValuesOf(choice.WhenTrue).Select(value => value.If(condition))
            .Concat(ValuesOf(other).Select(value => value.If(condition.Not())));
    }

    private ImmutableArray<FlowValue> Parameter(IParameterReferenceOperation reference)
    {
        var parameter = reference.Parameter;
        return parameter.ContainingSymbol is not IMethodSymbol method ? [FlowValue.Unknown]
            : IsOwn(method) ? [.. _locals.ValuesOf(reference)]
            : method.MethodKind switch
            {
                MethodKind.AnonymousFunction => ValuesOfLambda(parameter, reference),

                // A parameter of a primary constructor is a field of the object.
                MethodKind.Constructor => [FlowValue.At(ValueRoot.Parameter(ValueRoot.This)).Then(PathSegment.Of(parameter, null))],
                _ => [FlowValue.Unknown.Then(PathSegment.Of(parameter, null))],
            };
    }

    private bool IsOwn(IMethodSymbol method) => Flow.Code.PlaceOf(method) == Place;

    private ImmutableArray<FlowValue> Instance(IInstanceReferenceOperation instance)
    {
        if (instance.ReferenceKind != InstanceReferenceKind.ImplicitReceiver)
        {
            return [FlowValue.At(ValueRoot.Parameter(ValueRoot.This))];
        }

        for (var part = instance.Parent; part is not null; part = part.Parent)
        {
            if (part is IObjectCreationOperation made)
            {
                return ValuesOf(made);
            }

            if (part is IMemberInitializerOperation member)
            {
                return ValuesOf(member.InitializedMember);
            }
        }

        return [FlowValue.Unknown];
    }

    // Texts that are made of constants are constants.
    private IEnumerable<FlowValue> Joined(IReadOnlyList<IOperation> parts, IOperation whole)
    {
        IEnumerable<(string Text, Condition When)> texts = [("", Condition.Always)];
        foreach (var part in parts)
        {
            var values = ValuesOf(part);
            if (values.Any(static value => value.Text is null))
            {
                return [FlowValue.Unknown];
            }

            texts = texts.SelectMany(before => values.Select(value => (before.Text + value.Text, before.When.And(value.When))));
        }

        return texts.Take(MaxValues).Select(text => FlowValue.Of(text.Text, whole.Syntax).If(text.When));
    }

    private static IEnumerable<IReturnOperation> Returns(IOperation body)
    {
        var left = new Stack<IOperation>(body.ChildOperations.Reverse());
        while (left.Count > 0)
        {
            var operation = left.Pop();
            if (operation is IReturnOperation { ReturnedValue: not null } returned)
            {
                yield return returned;
            }

            if (operation is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
            {
                foreach (var child in operation.ChildOperations.Reverse())
                {
                    left.Push(child);
                }
            }
        }
    }

    private static SyntaxNode NameIn(SyntaxNode access) => access.ChildNodes().LastOrDefault() ?? access;

    private static IConditionalAccessOperation? AccessAround(IOperation instance)
    {
        for (var part = instance; part.Parent is { } outer; part = outer)
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == part)
            {
                return access;
            }
        }

        return null;
    }
}
