using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>The places where the code of a compilation reads or writes metadata.</summary>
internal sealed class MetadataReads
{
    private readonly Dictionary<CodePlace, ImmutableArray<MetadataRead>> _ofHandlers = [];
    private readonly TracedCode _code;
    private readonly ValueFlow _flow;
    private ILookup<SyntaxTree, MetadataRead>? _inFiles;

    private MetadataReads(TracedCode code, ValueFlow flow) => (_code, _flow) = (code, flow);

    public static MetadataReads Get(TracedCode code, CancellationToken cancellationToken) => code.Code.Get(
        (own, _) => new MetadataReads(code, ValueFlow.Get(own)),
        cancellationToken);

    /// <summary>The places that a handler reaches, for the request that the handler receives.</summary>
    public ImmutableArray<MetadataRead> Of(CodePlace handler, CancellationToken cancellationToken) => _flow.Compute(
        () =>
        {
            if (!_ofHandlers.TryGetValue(handler, out var reads))
            {
                reads = _code.Endpoints(_flow.Token).FirstOrDefault(endpoint => endpoint.Handler == handler) is { } endpoint ? Of(endpoint, _flow) : [];
                _ofHandlers[handler] = reads;
            }

            return reads;
        },
        cancellationToken);

    /// <summary>The places in a file that name a key, of routes and, for the field that only gateways use, of all code.</summary>
    public IEnumerable<MetadataRead> In(SyntaxTree tree, CancellationToken cancellationToken) => _flow.Compute(
        () => _inFiles ??= _code.Endpoints(_flow.Token).Select(static endpoint => endpoint.Handler).Distinct().SelectMany(handler => Of(handler, _flow.Token))
            .Concat(Unrouted(_code, _flow)).Where(static read => read.KeyPlace is not null).ToLookup(static read => read.KeyPlace!.SyntaxTree),
        cancellationToken)[tree];

    private static ImmutableArray<MetadataRead> Of(Endpoint endpoint, ValueFlow flow) =>
        flow.IsNear(endpoint.Handler) && flow.SummaryAt(endpoint.Handler) is { } summary
            ? [.. summary.Reads.SelectMany(read => Of(read, RouteArguments.Of(endpoint.Method, flow), flow))]
            : [];

    private static IEnumerable<MetadataRead> Unrouted(TracedCode code, ValueFlow flow) =>
        from tree in code.Code.Names.FilesWith([MetadataField.LiteLlmMetadata.Name()], flow.Token)
        from node in tree.GetRoot(flow.Token).DescendantNodes()
        where CompilationCode.IsFunction(node)
        let summary = flow.SummaryAt(CodePlace.PlaceOf(node))
        where summary is not null
        from read in summary.Reads
        let path = read.Value.Path.SkipWhile(step => NameOf(step, flow) != MetadataField.LiteLlmMetadata.Name())
        let found = Read(read.Value with { Root = ValueRoot.Request, Path = [.. path] }, read, flow)
        where found is { Field: MetadataField.LiteLlmMetadata }
        select found;

    private static IEnumerable<MetadataRead> Of(ValueRead read, Bindings arguments, ValueFlow flow) =>
        from bound in arguments.Bind(read.Value)
        from value in flow.Closed(bound)
        let found = Read(ReadCollector.Refined(value), read, flow)
        where found is not null
        select found;

    private static MetadataRead? Read(FlowValue value, ValueRead read, ValueFlow flow)
    {
        if (value.Path.IsEmpty
            || value.Root.Kind is not (RootKind.Request or RootKind.Created)
            || NameOf(value.Path[0], flow) is not { } name
            || MetadataFields.Named(name) is not { } field
            || (value.Path[0].Place ?? read.Place) is not { } place)
        {
            return null;
        }

        return new MetadataRead(
            field,
            value.Path.Length > 1 ? NameOf(value.Path[1], flow) : null,
            place,
            value.Path.Length > 1 && value.Path[1].Name is not null ? value.Path[1].Place : null,
            value.Path[0].Member as IPropertySymbol,
            value,
            read.ForeignFunction,
            read.IsChoice ? read.Place : null);
    }

    /// <summary>The name of a step in JSON.</summary>
    public static string? NameOf(PathSegment step, ValueFlow flow) =>
        step.Name ?? (step.Member is { } member ? flow.Names.NameOf(member) : null);
}
