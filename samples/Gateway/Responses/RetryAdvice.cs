namespace TracedLlm.Samples.Gateway;

/// <summary>The headers of the gateway's own errors: an id for questions about the request, and whether the client's SDK shall try again.</summary>
internal static class RetryAdvice
{
    /// <summary>The header by which OpenAI's and Anthropic's SDKs decide; it goes before the status.</summary>
    public const string ShouldRetry = "x-should-retry";

    // The SDKs of OpenAI, Anthropic and others show the id in their exceptions, each from its own header.
    private static readonly string[] IdHeaders = ["x-request-id", "request-id"];

    /// <summary>Sets the headers when the response starts.</summary>
    /// <param name="http">The request.</param>
    /// <param name="mayRetry">Whether the same request may succeed later.</param>
    public static void SetHeaders(HttpContext http, bool mayRetry)
    {
        var id = LlmTrace.Current?.CallId ?? http.TraceIdentifier;
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

    /// <summary>Whether a request with this status may succeed later, unless the error says otherwise.</summary>
    public static bool MayRetry(int status) =>
        status is StatusCodes.Status408RequestTimeout or StatusCodes.Status409Conflict or StatusCodes.Status429TooManyRequests or >= 500;
}
