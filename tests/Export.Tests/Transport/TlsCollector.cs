using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Transport;

/// <summary>A collector that speaks TLS, takes OTLP over HTTP and gRPC, and may demand a client's certificate.</summary>
internal sealed class TlsCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsCollector(WebApplication app) => _app = app;

    public string Address => $"https://localhost:{new Uri(_app.Urls.Single()).Port}";

    /// <summary>A line for each request: the client, the protocol and the names of the spans.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <param name="authority">Issues the server's certificate.</param>
    /// <param name="clients">The authority of the clients; <see langword="null"/> if no certificate is demanded.</param>
    public static async Task<TlsCollector> StartAsync(TestAuthority authority, TestAuthority? clients)
    {
        var certificate = authority.CreateServer();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                if (clients is not null)
                {
                    https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                    https.ClientCertificateValidation = (client, chain, _) => clients.Issued(client, chain);
                }
            });
        }));
        var app = builder.Build();
        var collector = new TlsCollector(app);
        app.Run(collector.ServeAsync);
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var isGrpc = http.Request.ContentType == "application/grpc";
        var spans = OtlpTraceDecoder.Decode(body.ToArray().AsSpan(isGrpc ? 5 : 0));
        var client = http.Connection.ClientCertificate?.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        Requests.Enqueue($"{client ?? "nobody"} {http.Request.Protocol} {string.Join(", ", spans.Select(span => span.Name))}");
        if (isGrpc)
        {
            await GrpcServer.EndAsync(http, 0);
        }
    }
}
