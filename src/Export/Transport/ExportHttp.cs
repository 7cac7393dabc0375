using System.Net.Security;
using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Transport;

/// <summary>
/// The HTTP clients of the export: one that all destinations share, and one for each set of <see cref="TlsFiles"/>. Their requests start
/// no activities and carry no trace context: otherwise the sending of spans would make new spans without end.
/// </summary>
internal static class ExportHttp
{
    /// <summary>How long a connection may take.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Creates a client with settings of TLS; the system's if there are none.</summary>
    public static HttpMessageInvoker Create(SslClientAuthenticationOptions? tls = null)
    {
        var handler = new SocketsHttpHandler
        {
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2),

            // A host name may get a new address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
        };
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>Creates a client with the certificates in <paramref name="files"/>.</summary>
    public static HttpMessageInvoker Create(TlsFiles files, TimeProvider clock) => new(new TlsHandler(files, clock), disposeHandler: true);
}
