using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>Judges the code of one route by the field that the route carries gateway metadata in.</summary>
internal sealed class MetadataJudgement
{
    // Other objects use these keys in their metadata too, so the object must be the request's.
    private static readonly ImmutableHashSet<string> Common = ["tags", "headers", "endpoint", "prompt", "version"];

    // The same for an object that the code makes with its content: a line of a log, a message to another service.
    private static readonly ImmutableHashSet<string> Own = [.. Common, "session_id", "trace_id"];

    private readonly TracedCode _code;
    private readonly ValueFlow _flow;
    private readonly Endpoint _endpoint;
    private readonly MetadataField _right;
    private readonly RouteTests _tests;
    private readonly List<MetadataRead> _reads;

    public MetadataJudgement(TracedCode code, ValueFlow flow, Endpoint endpoint, MetadataField right, IEnumerable<MetadataRead> reads)
    {
        _code = code;
        _flow = flow;
        _endpoint = endpoint;
        _right = right;
        _tests = new RouteTests(endpoint);
        _reads = [.. reads.Where(read => read.Value.When.IsPossible(_tests.Decide))];
    }

    /// <summary>The places that name the route's field.</summary>
    public IEnumerable<SyntaxNode> RightPlaces => _reads.Where(read => read.Field == _right).Select(static read => read.Place);

    public IEnumerable<MetadataFinding> Findings()
    {
        var plain = _reads.Where(static read => read.Choice is null).ToList();
        foreach (var read in plain.Where(IsWrong))
        {
            if (Judge(read, plain) is { } finding)
            {
                yield return finding;
            }
        }

        // Two values that are read first and chosen from later.
        foreach (var choice in _reads.Where(static read => read.Choice is not null).GroupBy(static read => read.Choice))
        {
            foreach (var read in choice.Where(IsWrong))
            {
                var others = choice.Where(other => other.Field == _right && other.Key == read.Key).ToList();
                if (others.Count > 0 && !others.Exists(IsReadIfAllAreThere) && IsReadIfAllAreThere(read) && _right == MetadataField.LiteLlmMetadata)
                {
                    yield return Found(read, others, choice);
                }
            }
        }
    }

    /// <summary>Whether a key is the gateway's: in a field that only gateways use each key is.</summary>
    private bool IsWrong(MetadataRead read) =>
        read.Field != _right
        && read.Key is { } key
        && (read.Field == MetadataField.LiteLlmMetadata || GatewayKeys.IsKnown(key) || GatewayKeys.Get(_code.Code.Compilation, _flow.Token).IsOwn(key))
        && (read.Value.Root.Kind == RootKind.Request || read.Value.Root.Creation?.IsForRequest == true || !(read.Value.Root.Creation?.Entries().Any() == true ? Own : Common).Contains(key));

    private MetadataFinding? Judge(MetadataRead read, List<MetadataRead> plain)
    {
        var function = FunctionOf(read);
        if (!IsReadIfAllAreThere(read))
        {
            return null;
        }

        var others = plain.Where(other => other.Field == _right && (other.Key == read.Key || (other.Key is null && !plain.Exists(keyed => keyed.Key is not null && keyed.Place == other.Place)))).ToList();
        var near = others.Where(other => FunctionOf(other) == function).ToList();
        if (near.Count == 0)
        {
            return others.Exists(other => IsReadIfAllAreThere(other) && IsEither(read, other)) || IsNamedIn(function.Own) ? null : Found(read, [], []);
        }

        return near.Exists(IsReadIfAllAreThere) || _right == MetadataField.Metadata ? null : Found(read, near, near);
    }

    /// <summary>Whether the code reads a value even if both fields have all keys.</summary>
    private bool IsReadIfAllAreThere(MetadataRead read) => read.Value.When.IsPossible(test =>
        test is { Kind: TestKind.IsPresent, Subject: { } subject } && subject.Path.Any(step => MetadataReads.NameOf(step, _flow) is { } name && MetadataFields.Named(name) is not null)
            ? true
            : _tests.Decide(test));

    /// <summary>Whether the code runs one of two places, and a test that the model does not decide says which: a condition, or the type of an object.</summary>
    private bool IsEither(MetadataRead one, MetadataRead other) =>
        one.Value.When.Tests.Any(static test => test.Kind == TestKind.Runs) || !one.Value.When.And(other.Value.When).IsPossible(_tests.Decide);

    /// <summary>The function that reads a value: one of this compilation, or one of another assembly that it calls.</summary>
    private (CodePlace? Own, string? Foreign) FunctionOf(MetadataRead read) => (_code.FunctionOf(read.Place, _flow.Token), read.ForeignFunction);

    /// <summary>Whether a function names the route's field in a call whose reads the model does not follow.</summary>
    private bool IsNamedIn(CodePlace? function)
    {
        if (function is not { } place || _code.Code.BodyOf(place, _flow.Token) is not { } body)
        {
            return false;
        }

        var known = new HashSet<SyntaxNode>(_reads.Select(static read => read.Place));
        return CallGraph.OwnOperations(body).Any(operation =>
            operation.ConstantValue is { HasValue: true, Value: string text } && text == _right.Name()
            && !known.Contains(operation.Syntax)
            && IsHandedOn(operation));
    }

    private static bool IsHandedOn(IOperation name) => name.Parent switch
    {
        Microsoft.CodeAnalysis.Operations.IConversionOperation conversion => IsHandedOn(conversion),
        Microsoft.CodeAnalysis.Operations.IArgumentOperation { Parent: Microsoft.CodeAnalysis.Operations.IInvocationOperation { TargetMethod.Name: var method } } => method is not ("Remove" or "ContainsKey" or "Equals"),
        Microsoft.CodeAnalysis.Operations.IArrayInitializerOperation or Microsoft.CodeAnalysis.Operations.ICollectionExpressionOperation => true,
        _ => false,
    };

    private MetadataFinding Found(MetadataRead read, List<MetadataRead> others, IEnumerable<MetadataRead> all)
    {
        var isOrder = others.Count > 0;
        var order = isOrder
            ? all.Concat(others).Append(read).Select(static one => one.Place).Concat(TestsIn(others)).Distinct().ToImmutableArray()
            : [];
        return new MetadataFinding(read.Place, read.Property, read.Key!, _right, _endpoint, order);
    }

    // The names in the tests that decide the order: body.ContainsKey("metadata").
    private IEnumerable<SyntaxNode> TestsIn(IEnumerable<MetadataRead> reads) =>
        from read in reads
        from test in read.Value.When.Tests
        where test is { Kind: TestKind.IsPresent, Subject.Path.IsEmpty: false }
        let step = test.Subject!.Path[0]
        where step.Place is not null && MetadataReads.NameOf(step, _flow) is { } name && MetadataFields.Named(name) is not null
        select step.Place;
}
