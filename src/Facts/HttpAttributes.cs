namespace TracedLlm.Facts;

/// <summary>The attribute names of OpenTelemetry's HTTP semantic conventions, v1.41.1, that the library's spans use.</summary>
internal static class HttpAttributes
{
    public const string RequestMethod = "http.request.method";
    public const string ResponseStatusCode = "http.response.status_code";
    public const string Route = "http.route";
    public const string ResendCount = "http.request.resend_count";
    public const string UrlPath = "url.path";
    public const string UrlScheme = "url.scheme";
    public const string UrlFull = "url.full";
    public const string ProtocolVersion = "network.protocol.version";
    public const string UserAgent = "user_agent.original";
    public const string ClientAddress = "client.address";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string ErrorType = "error.type";
}
