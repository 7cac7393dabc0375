using System.Net.WebSockets;
using TracedLlm.Samples.Gateway.Tests.Hosting;
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
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", 500));
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("realtime");
        socket.Options.AddSubProtocol($"openai-insecure-api-key.{key}");

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(
            new Uri($"ws://{gateway.Gateway.Endpoint.Authority}/v1/realtime?model=gpt"), CancellationToken.None).WaitAsync(Patience.Default));

        // The provider refuses every session here, with a status that the caller receives; a caller with a wrong key does not reach it.
        Assert.Contains(opens ? "500" : "401", refusal.Message, StringComparison.Ordinal);
        Assert.All(gateway.Upstream.Requests, request => Assert.Equal("realtime", request.Headers["Sec-WebSocket-Protocol"]));
        Assert.Equal(opens ? 1 : 0, gateway.Upstream.Requests.Count);
    }
}
