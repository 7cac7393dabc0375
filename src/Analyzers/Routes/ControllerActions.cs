using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Finds the routes of MVC actions in their attributes.</summary>
internal sealed class ControllerActions(CompilationCode code, GatewaySymbols symbols)
{
    private readonly ActionAttributes _attributes = new(symbols);

    /// <summary>The endpoints of a traced method, if it is an action with routes of its own.</summary>
    public IEnumerable<Endpoint> EndpointsOf(IMethodSymbol method, AttributeData traced)
    {
        if (code.PlaceOf(method) is not { } handler)
        {
            yield break;
        }

        var prefixes = _attributes.RoutesOf(method.ContainingType);
        foreach (var route in Selectors(method))
        {
            foreach (var pattern in Patterns(route, prefixes))
            {
                // A convention of the application may add a prefix.
                yield return new Endpoint(handler, method, traced, pattern is null ? null : Named(pattern, method), route.HttpMethod, IsWhole: false);
            }
        }
    }

    /// <summary>The patterns of one route after the patterns of the controller; <see langword="null"/> for an unreadable pattern.</summary>
    private static IEnumerable<string?> Patterns(ActionRoute route, IReadOnlyList<ActionRoute> prefixes)
    {
        if (!route.IsKnown)
        {
            return [null];
        }

        var own = route.Template ?? "";
        var stated = prefixes.Where(static prefix => !prefix.IsKnown || prefix.Template is not null).ToList();
        return IsAbsolute(own) || stated.Count == 0
            ? route.Template is null ? [] : new[] { own }
            : stated.Select(prefix => prefix.IsKnown ? RouteTemplate.Join(prefix.Template!, own) : null);
    }

    /// <summary>The routes of an action. An attribute without a template only sets the HTTP method if another attribute has a template.</summary>
    private IEnumerable<ActionRoute> Selectors(IMethodSymbol method)
    {
        var stated = _attributes.RoutesOf(method);
        var verb = stated.FirstOrDefault(static route => route is { IsKnown: true, Template: null }).HttpMethod;
        return stated.Any(static route => !route.IsKnown || route.Template is not null)
            ? stated.Where(static route => !route.IsKnown || route.Template is not null).Select(route => route with { HttpMethod = route.HttpMethod ?? verb })
            : stated;
    }

    private static bool IsAbsolute(string template) =>
        template.StartsWith("/", StringComparison.Ordinal) || template.StartsWith("~/", StringComparison.Ordinal);

    /// <summary>The pattern with its tokens replaced; <see langword="null"/> for an unknown token.</summary>
    private static string? Named(string pattern, IMethodSymbol method)
    {
        var named = "";
        var end = 0;
        for (var start = pattern.IndexOf('['); start >= 0; start = pattern.IndexOf('[', end))
        {
            var close = pattern.IndexOf(']', start);
            if (close < 0 || Value(pattern.Substring(start + 1, close - start - 1), method) is not { } value)
            {
                return null;
            }

            named += pattern.Substring(end, start - end) + value;
            end = close + 1;
        }

        return named + pattern.Substring(end);
    }

    private static string? Value(string token, IMethodSymbol method) => token.ToLowerInvariant() switch
    {
        "controller" => ActionAttributes.ControllerOf(method),
        "action" => ActionAttributes.ActionOf(method),
        "area" => ActionAttributes.AreaOf(method),
        _ => null,
    };
}
