using Microsoft.AspNetCore.Routing.Template;

namespace TracedLlm.Samples.Gateway;

/// <summary>The routes of the application, for requests that none of them serves.</summary>
internal sealed class KnownRoutes(EndpointDataSource source)
{
    private const int ParameterCost = 3;
    private const string AnyPath = "{**";

    // A path may be encoded again for a proxy in front of the provider.
    private const int MostDecodings = 3;

    // All routes are mapped before the first request, not before the constructor runs.
    private readonly Lazy<(TemplateMatcher Matcher, string Pattern, string[] Methods)[]> _routes = new(() =>
    [
        .. from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods
           where methods is { Count: > 0 }
           select (new TemplateMatcher(new RouteTemplate(endpoint.RoutePattern), []), "/" + endpoint.RoutePattern.RawText!.TrimStart('/'), methods.ToArray()),
    ]);

    /// <summary>The methods of the routes that have the path. A pattern for any path says nothing about one path.</summary>
    public IReadOnlyList<string> MethodsOf(PathString path) =>
        [.. Matching(path).SelectMany(route => route.Methods).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The route, such as <c>POST /openai/v1/chat/completions</c>, that <paramref name="rawPath"/> spells with doubled or encoded slashes; otherwise <see langword="null"/>.</summary>
    public string? OwnRouteFor(string method, string rawPath) => Matching(Normalized(rawPath)).Where(route => route.Methods.Contains(method))
        .Select(route => $"{method} {route.Pattern}")
        .FirstOrDefault();

    /// <summary>The method and the path of the route whose path differs least from <paramref name="path"/>.</summary>
    public string Nearest(string method, string path)
    {
        var nearest = Candidates(path).MinBy(route => (Distance(path, route.Pattern), route.Methods.Contains(method) ? 0 : 1));
        return $"{(nearest.Methods.Contains(method) ? method : nearest.Methods[0])} {nearest.Pattern}";
    }

    /// <summary>The patterns that <see cref="Nearest"/> compares with <paramref name="path"/> as a whole.</summary>
    public IEnumerable<string> CandidatesFor(string path) => Candidates(path).Select(route => route.Pattern);

    // A client's base address decides the first segment; it is seldom wrong. The comparison of a whole path with every route would be costly.
    private IEnumerable<(string Pattern, string[] Methods)> Candidates(string path)
    {
        var first = FirstSegment(path);
        var known = _routes.Value.Select(route => FirstSegment(route.Pattern)).Distinct().ToList();
        var nearest = known.Contains(first) ? first : known.MinBy(segment => Distance(first, segment));
        return _routes.Value.Where(route => FirstSegment(route.Pattern) == nearest).Select(route => (route.Pattern, route.Methods));
    }

    private IEnumerable<(string Pattern, string[] Methods)> Matching(PathString path) => _routes.Value
        .Where(route => !route.Pattern.Contains(AnyPath, StringComparison.Ordinal) && route.Matcher.TryMatch(path, []))
        .Select(route => (route.Pattern, route.Methods));

    private static string FirstSegment(string path) => path.Split('/', 3).ElementAtOrDefault(1) ?? "";

    private static string Normalized(string rawPath)
    {
        var path = rawPath;
        for (var i = 0; i < MostDecodings && path.Contains('%', StringComparison.Ordinal); i++)
        {
            path = Uri.UnescapeDataString(path);
        }

        return "/" + string.Join('/', path.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The number of characters to insert, to remove and to change. A parameter of the pattern is the segment at its place, at the cost of a few characters.</summary>
    private static int Distance(string path, string pattern)
    {
        var segments = path.Split('/');
        var other = string.Join('/', pattern.Split('/').Select((segment, i) =>
            segment is ['{', .., '}'] ? segments.ElementAtOrDefault(i) ?? "" : segment));
        var parameters = pattern.Count(character => character == '{');
        return EditDistance.Between(path, other) + (parameters * ParameterCost);
    }
}
