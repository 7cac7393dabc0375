using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>A server that speaks gRPC over HTTP/2 without TLS, as far as one unary call needs it.</summary>
internal sealed class GrpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private GrpcServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>The received protocol, path and headers, a line each.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>The messages that came, without prefix, as they were sent.</summary>
    public ConcurrentQueue<byte[]> Messages { get; } = new();

    /// <summary>Answers a call, of which the body has been read.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = http => EndAsync(http, 0);

    public static async Task<GrpcServer> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var server = new GrpcServer(app);
        app.Run(server.ServeAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Ends a call with a message, unless it is <see langword="null"/>, and trailers.</summary>
    public static async Task EndAsync(HttpContext http, int status, byte[]? message = null, params (string Name, string Value)[] trailers)
    {
        http.Response.ContentType = "application/grpc";
        message ??= status == 0 ? [] : null;
        if (message is not null)
        {
            var prefix = new byte[5];
            BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), message.Length);
            await http.Response.Body.WriteAsync(prefix);
            await http.Response.Body.WriteAsync(message);
            http.Response.AppendTrailer("grpc-status", $"{status}");
        }
        else
        {
            http.Response.Headers["grpc-status"] = $"{status}";
        }

        foreach (var (name, value) in trailers)
        {
            if (message is not null)
            {
                http.Response.AppendTrailer(name, value);
            }
            else
            {
                http.Response.Headers[name] = value;
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var bytes = body.ToArray();
        var headers = string.Concat(http.Request.Headers.Where(header => !header.Key.StartsWith(':') && header.Key is not "Host" and not "Content-Length").OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase).Select(header => $"\n{header.Key.ToLowerInvariant()}: {header.Value}"));
        Calls.Enqueue($"{http.Request.Protocol} {http.Request.Method} {http.Request.Path}{headers}\n{bytes[0]} {BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)) == bytes.Length - 5}");
        Messages.Enqueue(bytes[5..]);
        await Answer(http);
    }
}
