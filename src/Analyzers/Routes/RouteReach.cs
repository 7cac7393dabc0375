using System.Collections.Immutable;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The routes that run each function. Rules that judge a function for each of its routes ask here.</summary>
internal sealed class RouteReach
{
    private readonly Dictionary<CodePlace, ImmutableArray<CallPaths<Endpoint>>> _routes;

    private RouteReach(Dictionary<CodePlace, ImmutableArray<CallPaths<Endpoint>>> routes) => _routes = routes;

    public static RouteReach Find(TracedCode code, CancellationToken cancellationToken)
    {
        var routes = new Dictionary<CodePlace, ImmutableArray<CallPaths<Endpoint>>.Builder>();
        foreach (var endpoint in code.Endpoints(cancellationToken))
        {
            var paths = new CallPaths<Endpoint>([(endpoint.Handler, endpoint)], code.Calls, cancellationToken);
            foreach (var function in paths.Functions)
            {
                if (!routes.TryGetValue(function, out var reaching))
                {
                    routes.Add(function, reaching = ImmutableArray.CreateBuilder<CallPaths<Endpoint>>());
                }

                reaching.Add(paths);
            }
        }

        return new(routes.ToDictionary(static pair => pair.Key, static pair => pair.Value.ToImmutable()));
    }

    /// <summary>The paths of the routes that run <paramref name="function"/>, one for each route.</summary>
    public ImmutableArray<CallPaths<Endpoint>> Reaching(CodePlace function) => _routes.TryGetValue(function, out var routes) ? routes : [];
}
