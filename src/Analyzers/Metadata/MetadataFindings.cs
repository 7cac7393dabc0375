using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Flow.Values;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Metadata;

/// <summary>The places of a compilation that read or write gateway metadata in the wrong field of one of its routes.</summary>
internal sealed class MetadataFindings
{
    private readonly ILookup<SyntaxTree, MetadataFinding> _fields;

    private MetadataFindings(ImmutableArray<MetadataFinding> all, Func<MetadataFinding, bool> isOfModel)
    {
        _fields = all.Where(finding => !isOfModel(finding)).ToLookup(static finding => finding.Place.SyntaxTree);
        Models = [.. all.Where(isOfModel)];
    }

    /// <summary>The properties of request models whose names in JSON are wrong.</summary>
    public ImmutableArray<MetadataFinding> Models { get; }

    public static MetadataFindings Get(TracedCode code, CancellationToken cancellationToken) => code.Code.Get(
        (own, token) => ValueFlow.Get(own).Compute(() => Find(code, ValueFlow.Get(own), token), token),
        cancellationToken);

    /// <summary>The places in a file.</summary>
    public IEnumerable<MetadataFinding> In(SyntaxTree tree) => _fields[tree];

    private static MetadataFindings Find(TracedCode code, ValueFlow flow, CancellationToken cancellationToken)
    {
        if (!code.Code.Names.IsAnywhere(flow.Names.Words(cancellationToken), cancellationToken) && !ForeignMethods.Get(code.Code).KnowsAny(cancellationToken))
        {
            return new([], static _ => false);
        }

        // Most routes have no code that names the other field.
        if (!code.Endpoints(cancellationToken).Any(endpoint => EndpointApi.MetadataFieldOf(endpoint) is { } field && flow.IsNear(endpoint.Handler, field.Other())))
        {
            return new([], static _ => false);
        }

        var found = new List<MetadataFinding>();
        var right = new HashSet<SyntaxNode>();
        var others = new HashSet<SyntaxNode>();
        var all = MetadataReads.Get(code, cancellationToken);
        foreach (var handler in code.Endpoints(cancellationToken).GroupBy(static endpoint => endpoint.Handler))
        {
            var reads = all.Of(handler.Key, cancellationToken);
            others.UnionWith(reads.Where(read => read.Key is { } key && !GatewayKeys.IsKnown(key) && !GatewayKeys.Get(code.Code.Compilation, cancellationToken).IsOwn(key)).Select(static read => read.Place));
            foreach (var endpoint in handler)
            {
                if (EndpointApi.MetadataFieldOf(endpoint) is { } field)
                {
                    var judgement = new MetadataJudgement(code, flow, endpoint, field, reads);
                    right.UnionWith(judgement.RightPlaces);
                    found.AddRange(judgement.Findings());
                }
            }
        }

        // One finding a place: the routes share it.
        var places = new HashSet<SyntaxNode>(found.Select(static finding => finding.Place));
        return new(
            [
                .. from finding in found
                   group finding by finding.Place into findings
                   let first = findings.OrderBy(static finding => finding.Order.IsEmpty ? 0 : 1).First()
                   select first with { IsShared = right.Contains(first.Place), HasOthers = others.Contains(first.Place) || IsMadeElsewhere(first, places, code, flow) },
            ],
            finding => IsOfModel(finding, code, flow));
    }

    // body["metadata"] ??= new JsonObject(): the code makes the object under a name that no finding would change.
    private static bool IsMadeElsewhere(MetadataFinding finding, HashSet<SyntaxNode> places, TracedCode code, ValueFlow flow) =>
        code.FunctionOf(finding.Place, flow.Token) is { } function
        && code.Code.BodyOf(function, flow.Token) is { } body
        && CallGraph.OwnOperations(body).OfType<IAssignmentOperation>().Any(assignment =>
            NamedAccess.Parse(assignment.Target, flow.Symbols) is { } access
            && access.Name == finding.Right.Other().Name()
            && !places.Contains(access.NameOperation.Syntax)
            && assignment.Value.DescendantsAndSelf().OfType<IObjectCreationOperation>().Any());

    // Where the model has a property for the other field too, the code chose the wrong property.
    private static bool IsOfModel(MetadataFinding finding, TracedCode code, ValueFlow flow) =>
        finding is { Property: { } property, Order.IsEmpty: true }
        && code.Code.Declares(property)
        && !WrongMetadataProperty.Has(property.ContainingType, finding.Right, flow.Names);
}
