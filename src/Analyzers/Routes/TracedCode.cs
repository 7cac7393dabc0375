using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The traced endpoints of a compilation and the code that they reach, computed on first use.</summary>
internal sealed class TracedCode
{
    private readonly Computed<ImmutableArray<Endpoint>> _endpoints;

    private readonly Computed<ImmutableHashSet<CodePlace>> _handlers;

    private readonly ConcurrentDictionary<MetadataField, Computed<CallPaths<Endpoint>>> _reached = new();

    private readonly Computed<ImmutableArray<TracedMember>> _members;

    private readonly Computed<CallPaths<bool>> _all;

    private readonly Computed<RouteReach> _routes;

    private TracedCode(CompilationCode code)
    {
        Symbols = GatewaySymbols.Get(code.Compilation);
        Code = code;
        Calls = new CallGraph(Code);
        _endpoints = new(code.Lock, token => [.. FindEndpoints(token).OrderBy(static endpoint => endpoint.Template is null)]);
        _handlers = new(code.Lock, token => [.. Endpoints(token).Select(static endpoint => endpoint.Handler)]);
        _members = new(code.Lock, token => [.. TracedMembers.Find(Code, token)]);
        _all = new(code.Lock, token => TracedReach.Find(this, token));
        _routes = new(code.Lock, token => RouteReach.Find(this, token));
    }

    public GatewaySymbols Symbols { get; }

    public CompilationCode Code { get; }

    public CallGraph Calls { get; }

    /// <summary>The traced code of a compilation; <see langword="null"/> if the compilation does not reference TracedLlm.</summary>
    public static TracedCode? Get(Compilation compilation) => GatewaySymbols.Get(compilation).TracedRoute is null
        ? null
        : CompilationCode.Get(compilation).Get(static (code, _) => new TracedCode(code), default);

    /// <summary>
    /// The traced code of a compilation; <see langword="null"/> if it has no attribute that traces. Rules about traced code ask
    /// this first, so that a project without traced code pays nothing for them.
    /// </summary>
    public static TracedCode? GetIfTraced(Compilation compilation, CancellationToken cancellationToken) =>
        Get(compilation) is { } code && code.Code.Names.IsAnywhere(TracedNames.Attributes, cancellationToken) ? code : null;

    /// <summary>The traced endpoints, one for each pattern; also handlers that nothing in the compilation maps.</summary>
    public ImmutableArray<Endpoint> Endpoints(CancellationToken cancellationToken) => _endpoints.Get(cancellationToken);

    /// <summary>The traced stages, guardrails and calls.</summary>
    public ImmutableArray<TracedMember> Members(CancellationToken cancellationToken) => _members.Get(cancellationToken);

    /// <summary>All traced code: routes, stages, guardrails and calls, and the code that they call.</summary>
    public CallPaths<bool> Reached(CancellationToken cancellationToken) => _all.Get(cancellationToken);

    /// <summary>The code that the endpoints with gateway metadata in <paramref name="field"/> reach.</summary>
    public CallPaths<Endpoint> ReachedFrom(MetadataField field, CancellationToken cancellationToken) => _reached.GetOrAdd(
        field,
        key => new(Code.Lock, token => new CallPaths<Endpoint>(
            Endpoints(token).Where(endpoint => EndpointApi.MetadataFieldOf(endpoint) == key).Select(static endpoint => (endpoint.Handler, endpoint)),
            Calls,
            token))).Get(cancellationToken);

    /// <summary>The routes that run <paramref name="function"/>, each with its paths.</summary>
    public ImmutableArray<CallPaths<Endpoint>> RoutesReaching(CodePlace function, CancellationToken cancellationToken) =>
        _routes.Get(cancellationToken).Reaching(function);

    /// <summary>Whether a function is the handler of a traced endpoint.</summary>
    public bool IsHandler(CodePlace function, CancellationToken cancellationToken) => _handlers.Get(cancellationToken).Contains(function);

    /// <summary>The function of a node. A lambda belongs to the function around it unless it is the handler of an endpoint.</summary>
    public CodePlace? FunctionOf(SyntaxNode code, CancellationToken cancellationToken)
    {
        foreach (var function in CompilationCode.FunctionsAround(code))
        {
            var place = CodePlace.PlaceOf(function);
            if (function is not AnonymousFunctionExpressionSyntax || _handlers.Get(cancellationToken).Contains(place))
            {
                return place;
            }
        }

        return null;
    }

    private IEnumerable<Endpoint> FindEndpoints(CancellationToken cancellationToken)
    {
        var handlers = HandlerNames.Find(Code, cancellationToken);
        var maps = new EndpointMaps(Code, Symbols);
        foreach (var tree in Code.Names.FilesWith(EndpointMaps.Names, cancellationToken))
        {
            foreach (var endpoint in maps.FindIn(tree, handlers, cancellationToken))
            {
                yield return endpoint;
            }
        }

        var actions = new ControllerActions(Code, Symbols);
        foreach (var (method, traced) in TracedMethods(cancellationToken))
        {
            var routes = Symbols.RouteTemplateProvider is null ? [] : actions.EndpointsOf(method, traced).ToList();
            foreach (var route in routes)
            {
                yield return route;
            }

            // Without a map call the attribute may still name the API.
            if (routes.Count == 0 && Code.PlaceOf(method) is { } handler)
            {
                yield return new Endpoint(handler, method, traced, Template: null, HttpMethod: null, IsWhole: false);
            }
        }
    }

    private IEnumerable<(IMethodSymbol Method, AttributeData Traced)> TracedMethods(CancellationToken cancellationToken) =>
        from declaration in AttributeNames.Get(Code.Compilation).MethodsWith(TracedNames.Route, cancellationToken)
        let method = Code.ModelOf(declaration.SyntaxTree).GetDeclaredSymbol(declaration, cancellationToken) as IMethodSymbol
        where method is not null
        let traced = method.GetAttributes().FirstOrDefault(Symbols.IsTracedRoute)
        where traced is not null
        select (method, traced);
}
