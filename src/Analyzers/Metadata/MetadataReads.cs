using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>The places where the code of a compilation reads or writes metadata.</summary>
internal sealed class MetadataReads
{
    private readonly ILookup<CodePlace, MetadataRead> _ofHandlers;
    private readonly ILookup<SyntaxTree, MetadataRead> _inFiles;

    private MetadataReads(TracedCode code, ValueFlow flow)
    {
        var handlers = code.Endpoints(flow.Token).GroupBy(static endpoint => endpoint.Handler).ToList();
        _ofHandlers = handlers.SelectMany(handler => Of(handler.First(), flow).Select(read => (handler.Key, read))).ToLookup(static pair => pair.Key, static pair => pair.read);
        _inFiles = handlers.SelectMany(handler => _ofHandlers[handler.Key]).Concat(Unrouted(code, flow)).Where(static read => read.KeyPlace is not null).ToLookup(static read => read.KeyPlace!.SyntaxTree);
    }

    public static MetadataReads Get(TracedCode code, CancellationToken cancellationToken) => code.Code.Get(
        (own, token) => ValueFlow.Get(own).Compute(() => new MetadataReads(code, ValueFlow.Get(own)), token),
        cancellationToken);

    /// <summary>The places that a handler reaches, for the request that the handler receives.</summary>
    public IEnumerable<MetadataRead> Of(CodePlace handler) => _ofHandlers[handler];

    /// <summary>The places in a file that name a key, of routes and, for the field that only gateways use, of all code.</summary>
    public IEnumerable<MetadataRead> In(SyntaxTree tree) => _inFiles[tree];

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
