using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Samples.Gateway.Tests.Sessions.SessionProvider;

namespace TracedLlm.Samples.Gateway.Tests.Sessions;

/// <summary>A WebSocket to a provider's own API, such as Gemini Live, is relayed as a session.</summary>
public sealed class PassThroughSessionTests
{
    [Theory]
    [InlineData("/gemini/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent?key=sk-caller", "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent", "x-goog-api-key", "sk-provider")]
    [InlineData("/openai_passthrough/v1/a%2Fb/realtime?model=x&litellm_a=1", "/v1/a%2Fb/realtime?model=x", "Authorization", "Bearer sk-provider")]
    public async Task A_session_is_relayed_in_both_directions(string path, string received, string keyHeader, string key)
    {
        var targets = new ConcurrentQueue<string>();
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http =>
        {
            targets.Enqueue(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            return ServeAsync(http, async provider =>
            {
                Assert.Equal("""{"setup":{}}""", await ReceiveAsync(provider));
                await SendAsync(provider, """{"setupComplete":{}}""");
            });
        }));
        using var caller = await ConnectAsync(gateway, path, "sk-caller");

        await SendAsync(caller, """{"setup":{}}""");
        Assert.Equal("""{"setupComplete":{}}""", await ReceiveAsync(caller));
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Default);

        Assert.Equal(received, Assert.Single(targets));
        Assert.Equal(key, Assert.Single(gateway.Upstream.Requests).Headers[keyHeader]);
        Assert.DoesNotContain("sk-caller", gateway.Upstream.Requests[0].Headers.Values);
        var tree = await gateway.TreeAsync();
        Assert.Contains("gen_ai.operation.name=pass_through", tree, StringComparison.Ordinal);
        Assert.Contains("litellm.outcome=ok", tree, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk-other", 200, "401")]
    [InlineData("sk-caller", 429, "429")]
    [InlineData("sk-caller", 403, "403")]
    [InlineData("sk-caller", 401, "502")]
    public async Task A_refusal_has_its_status(string key, int status, string refused)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", status));

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway, "/openai_passthrough/v1/realtime?model=x", key));

        Assert.Contains(refused, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(key == "sk-other" ? 0 : 1, gateway.Upstream.Requests.Count);
    }

    [Fact]
    public async Task Switched_off_pass_through_opens_no_session()
    {
        await using var gateway = await TracedGateway.StartWithGeneralAsync(_ => UpstreamAnswer.Json("{}"), "pass_through: false");

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway, "/openai_passthrough/v1/realtime?model=x", "sk-caller"));

        Assert.Contains("403", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(gateway.Upstream.Requests);
    }

    private static async Task<ClientWebSocket> ConnectAsync(TracedGateway gateway, string path, string key)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        socket.Options.AddSubProtocol("realtime");
        var address = new Uri($"ws://{gateway.Gateway.Endpoint.Authority}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        await socket.ConnectAsync(address, CancellationToken.None).WaitAsync(Patience.Default);
        return socket;
    }
}
