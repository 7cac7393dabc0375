using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TracedLlm.Responses;

namespace TracedLlm.Bench.Micro.Taps;

/// <summary>A gateway on 127.0.0.1 that relays a provider's stream event by event, on a traced and on an untraced route. The
/// provider, on the same server, sends each event separately and yields to other streams before the next event.</summary>
internal sealed class RelayGateway : IDisposable
{
    private const int Events = 200;
    private const int Callers = 8;

    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });
    private readonly WebApplication _app;

    public RelayGateway()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRouting();
        builder.Services.AddSingleton<ResponsePayloads>(new IgnoringPayloads());
        builder.Services.AddTracedLlm();
        _app = builder.Build();
        _app.UseRouting();
        _app.UseTracedLlm();
        _app.MapPost("/v1/chat/completions", [TracedLlmRoute] async (HttpContext http) =>
            await RelayAsync(http, await LlmSpan.StartCall("m").EndWith(AskAsync(http))));
        _app.MapPost("/plain", async (HttpContext http) => await RelayAsync(http, await AskAsync(http)));
        _app.MapPost("/provider", StreamAsync);
        _app.UseEndpoints(_ => { });
        _app.Start();
        _client.BaseAddress = new Uri(_app.Urls.Single());
    }

    /// <summary>Reads several streams concurrently from the untraced route.</summary>
    public int Plain() => ReadAll("/plain");

    /// <summary>Reads several streams concurrently from the traced route.</summary>
    public int Traced() => ReadAll("/v1/chat/completions");

    public void Dispose()
    {
        _client.Dispose();
        _app.StopAsync().GetAwaiter().GetResult();
        _app.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static async Task StreamAsync(HttpContext http)
    {
        http.Response.ContentType = "text/event-stream";
        for (var sent = 0; sent < Events; sent++)
        {
            await http.Response.Body.WriteAsync(StreamedEvent.Bytes);
            await http.Response.Body.FlushAsync();
            await Task.Yield();
        }
    }

    private static async Task RelayAsync(HttpContext http, HttpResponseMessage answer)
    {
        using (answer)
        {
            http.Response.ContentType = "text/event-stream";
            await using var body = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
            var buffer = new byte[4096];
            while (await body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
            {
                await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
    }

    private Task<HttpResponseMessage> AskAsync(HttpContext http) => _client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/provider"), HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);

    private int ReadAll(string path)
    {
        var bytes = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => ReadAsync(path))).GetAwaiter().GetResult().Sum();
        return bytes == Callers * Events * StreamedEvent.Length
            ? bytes
            : throw new InvalidOperationException($"{bytes} bytes came.");
    }

    private async Task<int> ReadAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        var bytes = 0;
        while (await body.ReadAsync(buffer) is > 0 and var read)
        {
            bytes += read;
        }

        return bytes;
    }
}
