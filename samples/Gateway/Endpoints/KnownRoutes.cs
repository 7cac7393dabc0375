using Microsoft.AspNetCore.Routing.Template;

namespace TracedLlm.Samples.Gateway;

/// <summary>The routes of the application, for requests that none of them serves.</summary>
internal sealed class KnownRoutes
{
    private const int ParameterCost = 3;

    private readonly (TemplateMatcher Matcher, string Pattern, string[] Methods)[] _routes;

    public KnownRoutes(IEnumerable<Endpoint> endpoints) => _routes =
    [
        .. from endpoint in endpoints.OfType<RouteEndpoint>()
           let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
           where methods is { Count: > 0 }
           select (new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []), "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), methods.ToArray()),
    ];

    /// <summary>The methods of the routes that have the path. A pattern for any path says nothing about one path.</summary>
    public IReadOnlyList<string> MethodsOf(PathString path) =>
        [.. _routes.Where(route => !route.Pattern.Contains("{**", StringComparison.Ordinal) && route.Matcher.TryMatch(path, [])).SelectMany(route => route.Methods).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The method and the path of the route whose path differs least from <paramref name="path"/>.</summary>
    public string Nearest(string method, string path)
    {
        // A client's base address decides the first segment; it is seldom wrong.
        var nearest = _routes.MinBy(route => (FirstSegment(path) == FirstSegment(route.Pattern) ? 0 : 1, Distance(path, route.Pattern), route.Methods.Contains(method) ? 0 : 1));
        return $"{(nearest.Methods.Contains(method) ? method : nearest.Methods[0])} {nearest.Pattern}";
    }

    private static string FirstSegment(string path) => path.Split('/')[1];

    /// <summary>The number of characters to insert, to remove and to change. A parameter of the pattern is the segment at its place, at the cost of a few characters.</summary>
    private static int Distance(string path, string pattern)
    {
        var segments = path.Split('/');
        var other = string.Join('/', pattern.Split('/').Select((segment, i) =>
            segment is ['{', .., '}'] ? segments.ElementAtOrDefault(i) ?? "" : segment));
        var parameters = pattern.Count(character => character == '{');
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= path.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (path[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[other.Length] + (parameters * ParameterCost);
    }
}
