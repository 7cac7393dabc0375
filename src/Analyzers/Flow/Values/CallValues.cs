using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The values that calls return.</summary>
internal sealed class CallValues(FunctionFlow function)
{
    private readonly PlatformCalls _platform = new(function);

    private ValueFlow Flow => function.Flow;

    public IEnumerable<FlowValue> ValuesOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ReturnsVoid)
        {
            return [FlowValue.Unknown];
        }

        if (NamedAccess.Parse(call, Flow.Symbols) is { } access)
        {
            return _platform.NamedOrDefault(access, call);
        }

        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return LambdaIn(call.Instance) is { } lambda ? function.ReturnedFrom(lambda) : [FlowValue.Unknown];
        }

        if (Flow.Items.KeyOf(call, function) is { } key)
        {
            return [FlowValue.Unknown.Then(PathSegment.OfItem(key))];
        }

        var summaries = Flow.SummariesOf(method);
        return summaries.Count == 0 ? _platform.ValuesOf(call)
            : summaries.Count == 1 ? function.ArgumentsOf(call).Bind(summaries[0].Returned)
            : summaries.Zip(Runs(call, summaries), (summary, when) => function.ArgumentsOf(call).Bind(summary.Returned).Select(value => value.If(when))).SelectMany(static values => values);
    }

    /// <summary>The conditions under which a call runs each of several methods.</summary>
    public ImmutableArray<Condition> Runs(IOperation call, IReadOnlyList<FunctionSummary> summaries) =>
        summaries.Count == 1 ? [Condition.Always]
        : Instance(call) is { } instance && summaries.All(static summary => summary is OwnSummary)
            ? [.. Receiver.Find(summaries).Select(receiver => Test.Of(TestKind.Runs, function.ValuesOf(instance), receiver))]
        : [.. summaries.Select((_, index) => Condition.Other($"{call.Syntax.SpanStart} runs {index}"))];

    public IEnumerable<FlowValue> ValuesOf(IObjectCreationOperation made) => _platform.ValuesOf(made);

    /// <summary>The arguments of a call, of a constructor or of a getter.</summary>
    public Bindings ArgumentsOf(IOperation call)
    {
        var arguments = ImmutableDictionary.CreateBuilder<int, ImmutableArray<FlowValue>>();
        foreach (var argument in Arguments(call))
        {
            if (argument.Parameter is { RefKind: not RefKind.Out } parameter)
            {
                arguments[parameter.Ordinal] = function.ValuesOf(argument.Value);
            }
        }

        if (Instance(call) is { } instance)
        {
            arguments[ValueRoot.This] = function.ValuesOf(instance);
        }

        return new Bindings(function, call.Syntax, arguments.ToImmutable());
    }

    /// <summary>The values that a lambda receives for a parameter.</summary>
    public ImmutableArray<FlowValue> ValuesOfLambda(IParameterSymbol parameter, IOperation use)
    {
        IOperation? lambda = use;
        while (lambda is not null && !(lambda is IAnonymousFunctionOperation one && SymbolEqualityComparer.Default.Equals(one.Symbol, parameter.ContainingSymbol)))
        {
            lambda = lambda.Parent;
        }

        var holder = lambda?.Parent;
        while (holder is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            holder = holder.Parent;
        }

        return holder switch
        {
            IArgumentOperation { Parameter: { } target, Parent: IInvocationOperation call } => Given(call, target.Ordinal, parameter.Ordinal),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => Invoked(local, parameter.Ordinal),
            _ => [FlowValue.Unknown.Then(PathSegment.Of(parameter, null))],
        };
    }

    /// <summary>The values that a call hands over to a delegate that it receives.</summary>
    /// <param name="call">The call.</param>
    /// <param name="target">The position of the delegate.</param>
    /// <param name="ordinal">The position of the delegate's parameter.</param>
    public ImmutableArray<FlowValue> Given(IInvocationOperation call, int target, int ordinal)
    {
        var summaries = Flow.SummariesOf(call.TargetMethod);
        return summaries.Count == 0
            ? _platform.ElementsFor(call)
            : [.. summaries.SelectMany(summary => summary.Invoked.Where(one => one.Parameter == target && ordinal < one.Arguments.Length).SelectMany(one => function.ArgumentsOf(call).Bind(one.Arguments[ordinal])))];
    }

    private ImmutableArray<FlowValue> Invoked(ILocalSymbol local, int ordinal) =>
    [
        .. from call in Root(function.Body).Descendants().OfType<IInvocationOperation>()
           where call.Instance is ILocalReferenceOperation held && SymbolEqualityComparer.Default.Equals(held.Local, local)
           let argument = call.Arguments.FirstOrDefault(one => one.Parameter?.Ordinal == ordinal)
           where argument is not null
           from value in function.ValuesOf(argument.Value)
           select value,
    ];

    /// <summary>The lambda that an expression holds, if the code shows it.</summary>
    public IAnonymousFunctionOperation? LambdaIn(IOperation? held) => held switch
    {
        IConversionOperation conversion => LambdaIn(conversion.Operand),
        IDelegateCreationOperation creation => LambdaIn(creation.Target),
        IAnonymousFunctionOperation lambda => lambda,
        ILocalReferenceOperation local => function.OnlyValueOf(local.Local) is { } value ? LambdaIn(value) : null,
        _ => null,
    };

    private static ImmutableArray<IArgumentOperation> Arguments(IOperation call) => call switch
    {
        IInvocationOperation invocation => invocation.Arguments,
        IObjectCreationOperation made => made.Arguments,
        IPropertyReferenceOperation property => property.Arguments,
        _ => [],
    };

    private static IOperation? Instance(IOperation call) => call switch
    {
        IInvocationOperation invocation => invocation.Instance,
        IObjectCreationOperation made => made,
        IMemberReferenceOperation member => member.Instance,
        _ => null,
    };

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
