namespace TracedLlm.Export.Transport;

/// <summary>
/// The one HTTP client that all destinations share. Its requests start no activities and carry no trace context: otherwise
/// the sending of spans would make new spans without end.
/// </summary>
internal static class ExportHttp
{
    public static HttpMessageInvoker Create() => new(
        new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),

            // A host name may get a new address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        },
        disposeHandler: true);
}
