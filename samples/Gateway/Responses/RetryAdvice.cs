namespace TracedLlm.Samples.Gateway;

/// <summary>The headers of the gateway's own errors: an id for questions about the request, and whether the client's SDK shall try again.</summary>
internal static class RetryAdvice
{
    /// <summary>The header by which OpenAI's and Anthropic's SDKs decide; it goes before the status.</summary>
    public const string ShouldRetry = "x-should-retry";

    private const int LongestPause = 3;

    // The SDKs of OpenAI, Anthropic and others show the id in their exceptions, each from its own header.
    private static readonly string[] IdHeaders = ["x-request-id", "request-id"];

    /// <summary>Sets the headers when the response starts.</summary>
    /// <param name="http">The request.</param>
    /// <param name="mayRetry">Whether the same request may succeed later.</param>
    /// <param name="requestId">The id; by default that of the trace.</param>
    public static void SetHeaders(HttpContext http, bool mayRetry, string? requestId = null)
    {
        var id = requestId ?? LlmTrace.Current?.CallId ?? http.TraceIdentifier;
        http.Response.OnStarting(() =>
        {
            foreach (var name in IdHeaders)
            {
                http.Response.Headers[name] = id;
            }

            if (!mayRetry)
            {
                http.Response.Headers[ShouldRetry] = "false";
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>The seconds after which a caller may try again, when the gateway has too many requests: at random, so that not all of them come back together.</summary>
    public static int ChoosePause() => Random.Shared.Next(1, LongestPause + 1);

    /// <summary>Whether a request with this status may succeed later, unless the error says otherwise.</summary>
    public static bool MayRetry(int status) =>
        status is StatusCodes.Status408RequestTimeout or StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests or >= 500;
}
