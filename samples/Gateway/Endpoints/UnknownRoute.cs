using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>Refuses the requests that no route serves, in the form of the caller's API, and names the nearest route.</summary>
internal sealed partial class UnknownRoute(ILogger<UnknownRoute> logger)
{
    // A scan of the gateway asks for any number of paths; only so many are logged, and a longer path is cut.
    private const int MostLogged = 200;
    private const int LongestPath = 200;

    private readonly ConcurrentDictionary<string, bool> _logged = new();

    /// <summary>Maps the fallback, after all routes.</summary>
    public void Map(WebApplication app)
    {
        var known = new Lazy<KnownRoutes>(() => new KnownRoutes(((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints)));
        app.MapFallback("{**path}", http => RefuseAsync(http, known.Value));
    }

    private async Task RefuseAsync(HttpContext http, KnownRoutes routes)
    {
        var path = http.Request.Path.ToString();
        path = path.Length > LongestPath ? path[..LongestPath] : path;
        var methods = routes.MethodsOf(http.Request.Path);
        var error = methods.Count > 0
            ? new ApiError(StatusCodes.Status405MethodNotAllowed, $"{path} has no {http.Request.Method}; send {string.Join(" or ", methods)}.", ApiError.UnknownMethod)
            : new ApiError(StatusCodes.Status404NotFound, $"The gateway does not serve {http.Request.Method} {path}; the nearest route is {routes.Nearest(http.Request.Method, path)}.", ApiError.UnknownPath);
        if (_logged.Count < MostLogged && _logged.TryAdd(error.Message, true))
        {
            NotServed(error.Message);
        }

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

    [LoggerMessage(LogLevel.Warning, "{Reason} This is logged once")]
    private partial void NotServed(string reason);
}
