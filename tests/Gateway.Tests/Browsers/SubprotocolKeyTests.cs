using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Browsers;

/// <summary>A browser cannot set headers of a WebSocket: its key is a subprotocol.</summary>
public sealed class SubprotocolKeyTests
{
    [Theory]
    [InlineData("sk-caller", true)]
    [InlineData("sk-other", false)]
    public async Task The_key_of_the_subprotocol_opens_a_session(string key, bool opens)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", 503));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("realtime");
        socket.Options.AddSubProtocol($"openai-insecure-api-key.{key}");

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(
            new Uri($"ws://{gateway.Gateway.Endpoint.Authority}/v1/realtime?model=gpt"), CancellationToken.None).WaitAsync(Patience.Default));

        // The provider refuses every session here, with a status that the caller receives; a caller with a wrong key does not reach it.
        Assert.Contains(opens ? "503" : "401", refusal.Message, StringComparison.Ordinal);
        Assert.All(gateway.Upstream.Requests, request => Assert.Equal("realtime", request.Headers["Sec-WebSocket-Protocol"]));
        Assert.Equal(opens ? 1 : 0, gateway.Upstream.Requests.Count);
    }

    // A browser accepts no session whose answer has none of the offered subprotocols.
    [Theory]
    [InlineData("openai-insecure-api-key.sk-caller, realtime, openai-beta.realtime-v1", null, "realtime")]
    [InlineData("realtime, openai-insecure-api-key.sk-caller, openai-beta.realtime-v1", "openai-beta.realtime-v1", "openai-beta.realtime-v1")]
    [InlineData("openai-insecure-api-key.sk-caller", null, null)]
    public async Task The_answer_has_the_providers_subprotocol_or_the_first_one_that_is_no_key(string offered, string? providers, string? answered)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => OpenAsync(http, providers)));
        using var browser = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);

        await browser.SendAsync(
            $"GET /v1/realtime?model=gpt HTTP/1.1\r\nHost: {gateway.Gateway.Endpoint.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {offered}\r\n\r\n");
        var answer = await browser.ReadUntilAsync("\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 101 ", answer, StringComparison.Ordinal);
        var lines = answer.Split("\r\n").Where(line => line.StartsWith("Sec-WebSocket-Protocol:", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(answered is null ? [] : [$"Sec-WebSocket-Protocol: {answered}"], lines);
    }

    private static async Task OpenAsync(HttpContext http, string? subprotocol)
    {
        var key = http.Request.Headers.SecWebSocketKey.ToString();
#pragma warning disable CA5350 // RFC 6455 says SHA-1.
        http.Response.Headers.SecWebSocketAccept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        http.Response.Headers.Connection = "Upgrade";
        http.Response.Headers.Upgrade = "websocket";
        if (subprotocol is not null)
        {
            http.Response.Headers.SecWebSocketProtocol = subprotocol;
        }

        await using var stream = await http.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await stream.CopyToAsync(Stream.Null);
    }
}
