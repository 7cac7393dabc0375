using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The values that methods and constructors without source return, as far as they are known.</summary>
internal sealed class PlatformCalls(FunctionFlow function)
{
    // Methods that return what they receive, in another form.
    private static readonly ImmutableHashSet<string> Forms =
    [
        "AsObject", "AsArray", "AsValue", "AsNode", "AsEnumerable", "AsMemory", "AsSpan", "AsTask", "AsReadOnly", "Cast", "Clone", "ConfigureAwait", "Copy", "CopyTo", "Create",
        "DeepClone", "Deserialize", "DeserializeAsync", "DeserializeObject", "DeserializeObjectAsync", "EnumerateArray", "EnumerateObject", "FromObject", "FromResult", "GetAwaiter", "GetBuffer",
        "GetBytes", "GetRawText", "GetResult", "GetString", "GetValue", "Load", "LoadAsync", "OfType", "OrderBy", "Parse", "ParseAsync", "ParseValue", "Properties", "Read", "ReadAsStringAsync",
        "ReadAsync", "ReadFormAsync", "ReadFrom", "ReadFromJsonAsync", "ReadLine", "ReadLineAsync", "ReadToEnd", "ReadToEndAsync", "Reverse", "Serialize", "SerializeObject", "SerializeToDocument",
        "SerializeToElement", "SerializeToNode", "SerializeToUtf8Bytes", "Skip", "Split", "Take", "ToArray", "ToDictionary", "ToFrozenDictionary", "ToImmutableArray", "ToImmutableDictionary",
        "ToImmutableList", "ToJsonString", "ToList", "ToLower", "ToLowerInvariant", "ToObject", "ToString", "ToUpper", "ToUpperInvariant", "Trim", "TrimEnd", "TrimStart", "Value", "Values", "WaitAsync", "Where",
    ];

    private static readonly ImmutableHashSet<string> Parsers =
        ["Parse", "ParseAsync", "ParseValue", "Deserialize", "DeserializeAsync", "DeserializeObject", "Load", "LoadAsync"];

    private static readonly ImmutableHashSet<string> Choosers = ["First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault", "Find"];

    private static readonly ImmutableHashSet<string> Finders = ["TryParse", "TryParseValue", "TryDeserialize", "TryGetValue", "Remove"];

    /// <summary>The values under a name, and the value that the call returns without them.</summary>
    public IEnumerable<FlowValue> NamedOrDefault(NamedAccess access, IInvocationOperation call)
    {
        var values = new MemberValues(function).Named(access.Owner, access.NameOperation, access.IsPath).ToList();
        var other = call.TargetMethod.Name == "GetValueOrDefault" ? call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "defaultValue" && !argument.IsImplicit) : null;
        return other is null ? values : values.Concat(function.ValuesOf(other.Value).Select(value => value.If(values.Aggregate(Condition.Always, static (none, found) => none.And(found.When.Not())))));
    }

    public IEnumerable<FlowValue> ValuesOf(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (ValueTypes.IsElsewhere(method.ContainingType) || Operands(call).Any(static operand => ValueTypes.IsElsewhere(operand.Type)))
        {
            return [FlowValue.Elsewhere];
        }

        if (!ValueTypes.IsOfThePlatform(method.ContainingType))
        {
            return [FlowValue.Unknown];
        }

        if (Choosers.Contains(method.Name))
        {
            return ElementsFor(call).SelectMany(element => Chosen(element, call));
        }

        if (InTable(call) is { } found)
        {
            return found;
        }

        var values = Known(call);
        return Forms.Contains(method.Name)
            ? values.Count > 0 ? values
                : Parsers.Contains(method.Name) && Operands(call).SelectMany(operand => function.ValuesOf(operand)).Any(static value => value.Text is not null) ? [FlowValue.Elsewhere]
                : Texts(call)
            : Carriers([.. Operands(call).SelectMany(operand => function.ValuesOf(operand))]);
    }

    public IEnumerable<FlowValue> ValuesOf(IObjectCreationOperation made)
    {
        var created = FlowValue.At(ValueRoot.Of(new Creation(made, function, null)));
        if (!ValueTypes.IsOfThePlatform(made.Type))
        {
            return [created];
        }

        var held = made.Arguments.Where(static argument => !IsOption(argument.Value.Type)).SelectMany(argument => function.ValuesOf(argument.Value)).Where(IsKnown).ToList();
        var filled = held.Count > 0 ? held : Filled(made).ToList();
        return filled.Count > 0 ? filled : [created];
    }

    /// <summary>The values that a call leaves in an <c>out</c> argument.</summary>
    public IEnumerable<FlowValue> ValuesOut(IInvocationOperation call) =>
        NamedAccess.Parse(call, function.Flow.Symbols) is { } access ? new MemberValues(function).Named(access.Owner, access.NameOperation, access.IsPath)
        : InTable(call) is { } found ? found
        : Finders.Contains(call.TargetMethod.Name) && Known(call) is { Count: > 0 } values ? values
        : [FlowValue.Unknown];

    /// <summary>The elements of what a call works on, for example the values of the parameter in <c>Select(item => …)</c>.</summary>
    public ImmutableArray<FlowValue> ElementsFor(IInvocationOperation call) =>
        Operands(call).FirstOrDefault() is { } items ? [.. function.ValuesOf(items).SelectMany(static value => ValueFlow.Resolve(value, [PathSegment.Element]))] : [FlowValue.Unknown];

    private static IEnumerable<IOperation> Operands(IInvocationOperation call) =>
        call.Instance is { } receiver ? call.Arguments.Select(static argument => argument.Value).Prepend(receiver) : call.Arguments.Select(static argument => argument.Value);

    // The first operand with a known value; options, encodings and tokens are not what the method works on.
    private List<FlowValue> Known(IInvocationOperation call) =>
        Operands(call).Where(static operand => !IsOption(operand.Type)).Select(operand => function.ValuesOf(operand).Where(IsKnown).ToList()).FirstOrDefault(static values => values.Count > 0) ?? [];

    private static bool IsOption(ITypeSymbol? type) =>
        type is null or { TypeKind: TypeKind.Delegate or TypeKind.Enum }
        || type.Name.EndsWith("Options", StringComparison.Ordinal) || type.Name.EndsWith("Settings", StringComparison.Ordinal)
        || type.Name is "CancellationToken" or "Encoding" or "Type" or "JsonTypeInfo" or "JsonSerializerContext";

    private static bool IsKnown(FlowValue value) =>
        value.Root.Kind is RootKind.Request or RootKind.Elsewhere or RootKind.Parameter or RootKind.Created or RootKind.RequestPath
        || (value.Root.Kind == RootKind.Unknown && !value.Path.IsEmpty);

    private ImmutableArray<FlowValue> Texts(IInvocationOperation call) =>
        Operands(call).FirstOrDefault() is { } first && function.ValuesOf(first) is { IsEmpty: false } texts && texts.All(static text => text.Text is not null) ? texts : [FlowValue.Unknown];

    // What an unknown method makes of a whole request is the request's; what it makes of a part of it, nobody knows.
    private static List<FlowValue> Carriers(List<FlowValue> values)
    {
        var whole = values.Where(static value => value is { Root.Kind: RootKind.Request, Path.IsEmpty: true }).ToList();
        return whole.Count > 0 ? whole
            : values.Any(static value => value.Root.Kind == RootKind.Elsewhere) ? [FlowValue.Elsewhere]
            : [FlowValue.Unknown];
    }

    // items.First(item => item.Name == "metadata") chooses by name.
    private IEnumerable<FlowValue> Chosen(FlowValue element, IInvocationOperation call)
    {
        var lambda = call.Arguments.Select(static argument => argument.Value).SelectMany(static value => value.DescendantsAndSelf()).OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        return lambda is null ? [element] : [element.If(function.IsTrueFrom(lambda))];
    }

    private IEnumerable<FlowValue>? InTable(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is not ("TryGetValue" or "GetValueOrDefault") || Operands(call).FirstOrDefault() is not { } owner || call.Arguments.FirstOrDefault(argument => argument.Value != owner) is not { } key)
        {
            return null;
        }

        var tables = function.ValuesOf(owner).Where(static value => value.Root.Creation?.Entries().Any() == true).ToList();
        return tables.Count == 0 ? null : new MemberValues(function).ElementsOf(owner, key.Value);
    }

    // await http.Request.Body.CopyToAsync(memory) puts the request into a new stream or buffer.
    private IEnumerable<FlowValue> Filled(IObjectCreationOperation made)
    {
        if (made is not { Parent: IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } } || made.Type?.ContainingNamespace?.ToDisplayString() is not ("System.IO" or "System.Buffers" or "System.IO.Pipelines"))
        {
            return [];
        }

        return from reference in Root(made).Descendants().OfType<ILocalReferenceOperation>()
               where SymbolEqualityComparer.Default.Equals(reference.Local, local)
               let argument = reference.Parent as IArgumentOperation ?? reference.Parent?.Parent as IArgumentOperation
               let call = argument?.Parent as IInvocationOperation
               where call is not null
               from operand in Operands(call)
               where operand != argument.Value
               from value in function.ValuesOf(operand)
               where value.Root.Kind is RootKind.Request or RootKind.Elsewhere or RootKind.Parameter
               select value;
    }

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
