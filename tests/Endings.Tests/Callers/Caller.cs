using System.Net;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Gateways;
using TracedLlm.Endings.Tests.Routes;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Endings.Tests.Callers;

/// <summary>Sends requests with its own trace context and disconnects if the ending requires it.</summary>
internal sealed class Caller(RunningGateway gateway, bool http2) : IDisposable
{
    // Without a propagator HttpClient creates no activity, as if the caller were another process. The client does not drain
    // a response that it disposes.
    private readonly HttpClient _client = new(new SocketsHttpHandler { ActivityHeadersPropagator = null, ResponseDrainTimeout = TimeSpan.Zero })
    {
        BaseAddress = http2 ? gateway.Http2 : gateway.Http1,
        DefaultRequestVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Timeout = Patience.Default,
    };

    public async Task SendAsync(Exchange exchange)
    {
        gateway.Exchanges.Add(exchange);
        if (http2 || exchange.Ending.CallerDisconnect == CallerDisconnect.Never)
        {
            await SendByClientAsync(exchange);
        }
        else
        {
            await SendBySocketAsync(exchange);
        }
    }

    public void Dispose() => _client.Dispose();

    private static IEnumerable<(string Name, string Value)> Headers(Exchange exchange) =>
    [
        ("traceparent", exchange.TraceParent),
        .. Canaries.Headers,
        (Exchange.Header, exchange.TraceId),
    ];

    private static string? Body(Exchange exchange) => RecordedBodies.Request(exchange.Row.Facts, exchange.Streamed, Canaries.Prompt);

    private static string EventBefore(Exchange exchange, int index) => exchange.Row.Events[index - 1].Data.Split('\n')[^1];

    private async Task SendByClientAsync(Exchange exchange)
    {
        using var request = new HttpRequestMessage(new HttpMethod(exchange.Row.Facts.Method), exchange.Path)
        {
            Version = _client.DefaultRequestVersion,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = Body(exchange) is { } body ? new StringContent(body, null, "application/json") : null,
        };
        foreach (var (name, value) in Headers(exchange))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var leaving = new CancellationTokenSource();
        try
        {
            var sending = _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
            if (exchange.Ending.CallerDisconnect == CallerDisconnect.BeforeTheFirstByte)
            {
                await exchange.ProviderReached.Task.WaitAsync(Patience.Default);
                await leaving.CancelAsync();
            }

            using var response = await sending;
            await ReadAsync(response, exchange, leaving);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || leaving.IsCancellationRequested)
        {
            // The gateway or the caller broke the connection.
        }
    }

    private static async Task ReadAsync(HttpResponseMessage response, Exchange exchange, CancellationTokenSource leaving)
    {
        await using var body = await response.Content.ReadAsStreamAsync(leaving.Token);
        using var reader = new StreamReader(body);
        var (half, all) = exchange.Streamed
            ? (EventBefore(exchange, exchange.Row.HalfOfEvents), EventBefore(exchange, exchange.Row.Events.Count))
            : ("", "");
        while (await reader.ReadLineAsync(leaving.Token) is { } line)
        {
            if (half.Length > 0 && line.EndsWith(half, StringComparison.Ordinal))
            {
                exchange.CallerHasHalf.TrySetResult();
            }

            if ((exchange.Ending.CallerDisconnect == CallerDisconnect.MidStream && line.EndsWith(half, StringComparison.Ordinal))
                || (exchange.Ending.CallerDisconnect == CallerDisconnect.AfterTheLastEvent && line.EndsWith(all, StringComparison.Ordinal)))
            {
                await leaving.CancelAsync();
            }
        }
    }

    private async Task SendBySocketAsync(Exchange exchange)
    {
        using var connection = await RawHttpConnection.ConnectAsync(gateway.Http1);
        var body = Body(exchange) ?? "";
        await connection.SendAsync(
            $"{exchange.Row.Facts.Method} {exchange.Path} HTTP/1.1\r\nHost: {gateway.Http1.Authority}\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {System.Text.Encoding.UTF8.GetByteCount(body)}\r\n"
            + string.Concat(Headers(exchange).Select(header => $"{header.Name}: {header.Value}\r\n"))
            + "\r\n"
            + body);
        switch (exchange.Ending.CallerDisconnect)
        {
            case CallerDisconnect.BeforeTheFirstByte:
                await exchange.ProviderReached.Task.WaitAsync(Patience.Default);
                break;
            case CallerDisconnect.MidStream:
                await connection.ReadUntilAsync(EventBefore(exchange, exchange.Row.HalfOfEvents) + "\n\n");
                break;
            default:
                await connection.ReadUntilAsync(EventBefore(exchange, exchange.Row.Events.Count) + "\n\n");
                break;
        }

        connection.Reset();
    }
}
