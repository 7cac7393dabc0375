using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>What the code of a compilation stores in members, in items of the request and in parameters, at any time.</summary>
internal sealed class StoredValues(ValueFlow flow)
{
    // The search goes from a member to the code that sets it, to the callers of that code, and so on.
    private const int MaxDepth = 4;

    // A member that more places set than these holds anything.
    private const int MaxPlaces = 40;

    private readonly Dictionary<string, ImmutableArray<FlowValue>> _known = [];
    private readonly HashSet<string> _open = [];

    /// <summary>The value with what other code stored in the members and items on its path.</summary>
    public IEnumerable<FlowValue> Closed(FlowValue value)
    {
        if (value.Root.Kind == RootKind.Unknown && !value.Path.IsEmpty && value.Path[0].IsStored)
        {
            var stored = ValuesOf(value.Path[0]);
            return stored.IsEmpty ? Named(value) : stored.SelectMany(one => ValueFlow.Resolve(one.If(value.When), value.Path.Skip(1))).SelectMany(Named);
        }

        return Named(value);
    }

    /// <summary>The values of the initialiser of a member that the code sets nowhere else.</summary>
    public ImmutableArray<FlowValue> InitialValues(ISymbol member)
    {
        if (member is not (IFieldSymbol { IsReadOnly: true } or IFieldSymbol { IsConst: true } or IPropertySymbol { SetMethod: null }))
        {
            return [];
        }

        return Initial(member);
    }

    /// <summary>The values that a constructor gives a member of the object that it creates, for the code around the creation.</summary>
    public IEnumerable<FlowValue> SetByConstructor(IObjectCreationOperation made, ISymbol member, FunctionFlow function)
    {
        if (made.Constructor is not { } constructor || ValueTypes.IsOfThePlatform(made.Type))
        {
            return [];
        }

        var arguments = function.ArgumentsOf(made);
        if (member is IParameterSymbol parameter)
        {
            return arguments.Arguments.TryGetValue(parameter.Ordinal, out var given) ? given : [];
        }

        if (constructor.Parameters.FirstOrDefault(one => IsPositional(one, member)) is { } positional && arguments.Arguments.TryGetValue(positional.Ordinal, out var stated))
        {
            return stated;
        }

        if (flow.SummariesOf(constructor).OfType<OwnSummary>().FirstOrDefault() is { } summary && summary.Function.Stored(member) is { IsEmpty: false } stored)
        {
            return arguments.Bind(stored);
        }

        var initial = Initial(member);
        return !initial.IsEmpty ? arguments.Bind(initial)
            : constructor.Parameters.FirstOrDefault(one => IsNamed(one, member)) is { } same && arguments.Arguments.TryGetValue(same.Ordinal, out var passed) ? passed
            : [];
    }

    // The values of a positional property are those of all creations, which may be made of members of the same type again.
    private ImmutableArray<FlowValue> Initial(ISymbol member) =>
        Once("initial " + member.ToDisplayString() + member.ContainingSymbol?.ToDisplayString(), () => [.. Initializers(member).SelectMany(static initial => initial)]);

    // The same text declares the parameter and the property.
    private bool IsPositional(IParameterSymbol parameter, ISymbol member) =>
        member is IPropertySymbol { ContainingType.IsRecord: true }
        && parameter.Name == member.Name
        && flow.Code.DeclarationsOf(parameter.OriginalDefinition, flow.Token).FirstOrDefault() is { } declaration
        && flow.Code.DeclarationsOf(member, flow.Token).FirstOrDefault() == declaration;

    private static bool IsNamed(IParameterSymbol parameter, ISymbol member) => string.Equals(parameter.Name, member.Name.TrimStart('_'), StringComparison.OrdinalIgnoreCase);

    // The names on the path that members hold.
    private IEnumerable<FlowValue> Named(FlowValue value)
    {
        IEnumerable<FlowValue> values = [value with { Path = [] }];
        foreach (var step in value.Path)
        {
            values = step.Given is { } given
                ? [.. from before in values from name in Closed(given) select before.If(name.When).Then(PathSegment.Named(name, step.Kind == SegmentKind.GivenPath, step.Place))]
                : [.. values.Select(before => before.Then(step))];
        }

        return values.Where(static one => one.When != Condition.Never);
    }

    private ImmutableArray<FlowValue> ValuesOf(PathSegment step) => step.Kind == SegmentKind.Item
        ? Once("item " + step.Name, () => Alternatives(ItemsStored(step.Name!), step))
        : Once("member " + step.Member!.ToDisplayString() + step.Member.ContainingSymbol?.ToDisplayString(), () => step.Member switch
        {
            IParameterSymbol parameter => Alternatives(Passed(parameter), step),
            var member => Alternatives([.. Initializers(member), .. Assigned(member)], step),
        });

    private ImmutableArray<FlowValue> Once(string key, Func<ImmutableArray<FlowValue>> find)
    {
        if (_known.TryGetValue(key, out var known))
        {
            return known;
        }

        if (_open.Count >= MaxDepth || !_open.Add(key))
        {
            return [];
        }

        try
        {
            var values = find();
            _known[key] = values;
            return values;
        }
        finally
        {
            _open.Remove(key);
        }
    }

    // Which of several places set the value last, the code does not show.
    private static ImmutableArray<FlowValue> Alternatives(IEnumerable<ImmutableArray<FlowValue>> places, PathSegment step)
    {
        var all = places.Where(static values => !values.IsEmpty).Take(MaxPlaces).ToList();
        return all.Count == 1
            ? all[0]
            : [.. all.SelectMany((values, index) => values.Select(value => value.If(Condition.Other($"{step.Identity} is {index}"))))];
    }

    private IEnumerable<ImmutableArray<FlowValue>> Initializers(ISymbol member)
    {
        foreach (var declaration in flow.Code.DeclarationsOf(member, flow.Token))
        {
            var initializer = declaration switch
            {
                VariableDeclaratorSyntax field => field.Initializer,
                PropertyDeclarationSyntax property => property.Initializer,
                _ => null,
            };
            if (initializer is not null && flow.Code.ModelOf(initializer.SyntaxTree).GetOperation(initializer.Value, flow.Token) is { } value)
            {
                yield return new FunctionFlow(flow, CodePlace.PlaceOf(initializer), value).ValuesOf(value);
            }
        }

        // A positional property of a record has the value of its parameter.
        if (member is IPropertySymbol { ContainingType: { IsRecord: true } record } && record.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).FirstOrDefault(parameter => parameter.Name == member.Name) is { } positional)
        {
            foreach (var passed in Passed(positional))
            {
                yield return passed;
            }
        }
    }

    private IEnumerable<ImmutableArray<FlowValue>> Assigned(ISymbol member) =>
        from tree in flow.Code.Names.FilesWith([member.Name], flow.Token)
        from node in tree.GetRoot(flow.Token).DescendantNodes().OfType<AssignmentExpressionSyntax>()
        where OperationRegistration.NameOf(node) == member.Name
        let assignment = flow.Code.ModelOf(tree).GetOperation(node, flow.Token) as ISimpleAssignmentOperation
        let target = assignment?.Target as IMemberReferenceOperation
        where target is not null && SymbolEqualityComparer.Default.Equals(target.Member.OriginalDefinition, member)
        select ValuesAt(assignment.Value);

    private IEnumerable<ImmutableArray<FlowValue>> ItemsStored(string key)
    {
        string[] words = key.StartsWith("feature ", StringComparison.Ordinal) ? ["Features"] : ["Items"];
        foreach (var tree in flow.Code.Names.FilesWith([.. words], flow.Token))
        {
            foreach (var node in tree.GetRoot(flow.Token).DescendantNodes())
            {
                var stored = node switch
                {
                    AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax } => AssignedItem(node, key),
                    InvocationExpressionSyntax call when OperationRegistration.NameOf(call) is "Set" or "Add" or "TryAdd" => AddedItem(node, key),
                    _ => null,
                };
                if (stored is not null)
                {
                    yield return ValuesAt(stored);
                }
            }
        }
    }

    private IOperation? AssignedItem(SyntaxNode node, string key) =>
        flow.Code.ModelOf(node.SyntaxTree).GetOperation(node, flow.Token) is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.IsIndexer: true } indexer } assignment
        && flow.Items.IsItem(indexer)
        && FunctionAround(node) is { } function
        && HttpItems.KeyOf(indexer.Arguments[0].Value, function) == key
            ? assignment.Value
            : null;

    private IOperation? AddedItem(SyntaxNode node, string key) =>
        flow.Code.ModelOf(node.SyntaxTree).GetOperation(node, flow.Token) is IInvocationOperation { Arguments.Length: > 0 } call
        && FunctionAround(node) is { } function
        && flow.Items.KeyOf(call, function) == key
            ? call.Arguments[call.Arguments.Length - 1].Value
            : null;

    /// <summary>The values that the code passes for a parameter.</summary>
    private IEnumerable<ImmutableArray<FlowValue>> Passed(IParameterSymbol parameter)
    {
        if (parameter.ContainingSymbol is not IMethodSymbol method || flow.Code.PlaceOf(method) is null && method.MethodKind != MethodKind.Constructor)
        {
            yield break;
        }

        var isConstructor = method.MethodKind == MethodKind.Constructor;
        foreach (var tree in flow.Code.Names.FilesWith([isConstructor ? method.ContainingType.Name : method.Name], flow.Token))
        {
            foreach (var node in tree.GetRoot(flow.Token).DescendantNodes())
            {
                var isCall = isConstructor
                    ? node is BaseObjectCreationExpressionSyntax or PrimaryConstructorBaseTypeSyntax
                    : node is InvocationExpressionSyntax && OperationRegistration.NameOf(node) == method.Name;
                if (isCall && ArgumentFor(node, method, parameter.Ordinal) is { } argument)
                {
                    yield return ValuesAt(argument);
                }
            }
        }
    }

    private IOperation? ArgumentFor(SyntaxNode node, IMethodSymbol method, int ordinal) => flow.Code.ModelOf(node.SyntaxTree).GetOperation(node, flow.Token) switch
    {
        IObjectCreationOperation made when GatewaySymbols.Same(made.Constructor?.OriginalDefinition, method.OriginalDefinition) => made.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value,
        IInvocationOperation call when flow.SummariesOf(call.TargetMethod).OfType<OwnSummary>().Any(summary => summary.Function.Place == flow.Code.PlaceOf(method)) =>
            call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal)?.Value,
        _ => null,
    };

    /// <summary>The values of an expression, whoever calls the function around it.</summary>
    public ImmutableArray<FlowValue> ValuesAt(IOperation operation)
    {
        if (FunctionAround(operation.Syntax) is not { } function)
        {
            return [];
        }

        var values = function.ValuesOf(operation);
        var arguments = ImmutableDictionary.CreateBuilder<int, ImmutableArray<FlowValue>>();
        arguments[ValueRoot.This] = [FlowValue.Unknown];
        foreach (var ordinal in values.Where(static value => value.Root is { Kind: RootKind.Parameter, Ordinal: >= 0 }).Select(static value => value.Root.Ordinal).Distinct())
        {
            arguments[ordinal] = ParameterOf(function, ordinal);
        }

        return [.. new Bindings(null, null, arguments.ToImmutable()).Bind(values).SelectMany(Closed)];
    }

    private ImmutableArray<FlowValue> ParameterOf(FunctionFlow function, int ordinal)
    {
        if (RouteArguments.Find(flow, function.Place, ordinal) is { } handled)
        {
            return [handled];
        }

        return function.Symbol is { } method && ordinal < method.Parameters.Length
            ? Once($"parameter {function.Place.Tree.FilePath} {function.Place.Span} {ordinal}", () => Alternatives(Passed(method.Parameters[ordinal]), new PathSegment(SegmentKind.Member, Member: method.Parameters[ordinal])))
            : [FlowValue.Unknown];
    }

    private FunctionFlow? FunctionAround(SyntaxNode node)
    {
        foreach (var function in CompilationCode.FunctionsAround(node))
        {
            if (function is not AnonymousFunctionExpressionSyntax || TracedCode.Get(flow.Code.Compilation)?.IsHandler(CodePlace.PlaceOf(function), flow.Token) == true)
            {
                return flow.SummaryAt(CodePlace.PlaceOf(function))?.Function;
            }
        }

        // Top-level statements and initialisers of members stand in no function.
        return flow.Code.ModelOf(node.SyntaxTree).GetOperation(node, flow.Token) is { } operation ? new FunctionFlow(flow, new CodePlace(node.SyntaxTree, default), operation) : null;
    }
}
