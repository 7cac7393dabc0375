using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>Refuses the requests that no route serves, in the form of the caller's API, and names the nearest route, or why the gateway lacks a route of LiteLLM.</summary>
internal sealed partial class UnknownRoute(KnownRoutes routes, ILogger<UnknownRoute> logger)
{
    // A scan of the gateway asks for any number of paths; only so many are remembered and logged, and a longer path is cut.
    private const int MostRemembered = 200;
    private const int LongestPath = 80;

    private readonly ConcurrentDictionary<(string Method, string Path), ApiError> _remembered = new();

    /// <summary>Maps the fallback, after all routes.</summary>
    public void Map(WebApplication app) => app.MapFallback("{**path}", RefuseAsync);

    private async Task RefuseAsync(HttpContext http)
    {
        // `OPTIONS *` (RFC 9110, 9.3.7) has no path.
        var path = http.Request.Path is { HasValue: true, Value: var given } ? given : "/";
        path = path.Length > LongestPath ? path[..LongestPath] : path;
        var methods = routes.MethodsOf(http.Request.Path);
        var error = ErrorFor(http.Request.Method, path, methods);
        http.Response.OnStarting(() =>
        {
            if (methods.Count > 0)
            {
                http.Response.Headers.Allow = string.Join(", ", methods);
            }

            return Task.CompletedTask;
        });
        await ErrorResponse.WriteAsync(http, CallersApi.FormFor(http.Request), error);
    }

    // The search for the nearest route costs much more than the rest of a refusal, and needs no key.
    private ApiError ErrorFor(string method, string path, IReadOnlyList<string> methods)
    {
        if (_remembered.TryGetValue((method, path), out var known) && known.Status == StatusFor(methods))
        {
            return known;
        }

        var error = methods.Count > 0
            ? new ApiError(StatusFor(methods), $"{path} has no {method}; send {string.Join(" or ", methods)}.", ApiError.UnknownMethod)
            : new ApiError(
                StatusFor(methods),
                $"The gateway does not serve {method} {path}{(AbsentRoutes.ReasonFor(path) is { } reason ? $": {reason}" : $"; the nearest route is {routes.Nearest(method, path)}")}.",
                ApiError.UnknownPath);
        if (_remembered.Count < MostRemembered && _remembered.TryAdd((method, path), error))
        {
            NotServed(error.Message);
        }

        return error;
    }

    private static int StatusFor(IReadOnlyList<string> methods) => methods.Count > 0 ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound;

    [LoggerMessage(LogLevel.Warning, "{Reason} This is logged once")]
    private partial void NotServed(string reason);
}
