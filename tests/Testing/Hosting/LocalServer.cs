using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TracedLlm.Testing.Hosting;

/// <summary>Kestrel on 127.0.0.1, by default with HTTP/1.1. Its requests create no activities that the process's listeners receive.</summary>
internal sealed class LocalServer : IAsyncDisposable
{
    // A separate activity source, registered in DI, replaces "Microsoft.AspNetCore": a gateway under
    // test in the same process that listens to that source must not receive the requests of this server.
    private static readonly ActivitySource Unlistened = new("TracedLlm.Testing.LocalServer");

    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping;

    private LocalServer(WebApplication app, CancellationTokenSource stopping)
    {
        _app = app;
        _stopping = stopping;
        Endpoint = new Uri(app.Urls.Single() + "/");
    }

    public Uri Endpoint { get; }

    /// <param name="handle">Serves a request; its token is cancelled when the server is disposed.</param>
    /// <param name="port">The port; 0 chooses a free port.</param>
    /// <param name="protocols">The protocols. HTTP/2 is served without TLS, with prior knowledge.</param>
    public static async Task<LocalServer> StartAsync(
        Func<HttpContext, CancellationToken, Task> handle, int port = 0, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = protocols);
        });
        builder.Services.AddSingleton(Unlistened);
        builder.Services.AddSingleton(new DiagnosticListener(Unlistened.Name));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));

        var stopping = new CancellationTokenSource();
        var app = builder.Build();
        app.Run(http => handle(http, stopping.Token));
        await app.StartAsync();
        return new LocalServer(app, stopping);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _app.StopAsync();
        }
        catch (OperationCanceledException)
        {
            // A request took longer than the shutdown timeout; its connection has been aborted.
        }

        await _app.DisposeAsync();
        _stopping.Dispose();
    }
}
