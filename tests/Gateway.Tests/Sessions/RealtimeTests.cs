using System.Net;
using System.Net.WebSockets;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Samples.Gateway.Tests.Sessions.SessionProvider;

namespace TracedLlm.Samples.Gateway.Tests.Sessions;

/// <summary>Realtime over real WebSockets on both sides of the gateway: one session, one tree.</summary>
public sealed class RealtimeTests
{
    private const string Done = """{"type":"response.done","response":{"id":"r","object":"realtime.response","status":"completed","output":[],"usage":{"total_tokens":8,"input_tokens":6,"output_tokens":2}}}""";

    [Fact]
    public async Task A_session()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, async provider =>
        {
            Assert.Equal("""{"type":"response.create"}""", await ReceiveAsync(provider));
            await SendAsync(provider, Done);
            await SendAsync(provider, Done);
        })));
        using var caller = await ConnectAsync(gateway.Gateway, "gpt&intent=x&litellm_a=1", "sk-caller", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01");

        await SendAsync(caller, """{"type":"response.create"}""");
        Assert.Equal([Done, Done], [await ReceiveAsync(caller), await ReceiveAsync(caller)]);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Default);

        Assert.Equal("realtime", caller.SubProtocol);
        var request = Assert.Single(gateway.Upstream.Requests);
        Assert.Equal("/v1/realtime?model=gpt-4.1&intent=x", request.Path);
        Assert.Equal("Bearer sk-provider", request.Headers["Authorization"]);
        Assert.DoesNotContain("traceparent", request.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Equal("realtime", request.Headers["Sec-WebSocket-Protocol"]);
        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task Azures_address_names_the_model_as_a_deployment()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, provider => SendAsync(provider, Done))));
        using var caller = new ClientWebSocket();
        caller.Options.SetRequestHeader("api-key", "sk-caller");
        caller.Options.AddSubProtocol("realtime");
        var address = new Uri($"ws://{gateway.Gateway.Endpoint.Authority}/openai/realtime?api-version=2024-10-01-preview&deployment=gpt");

        await caller.ConnectAsync(address, CancellationToken.None).WaitAsync(Patience.Default);
        await ReceiveAsync(caller);

        Assert.Equal("/v1/realtime?api-version=2024-10-01-preview&model=gpt-4.1", Assert.Single(gateway.Upstream.Requests).Path);
    }

    [Fact]
    public async Task A_dated_version_of_Azures_API_goes_before_the_callers()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, provider => SendAsync(provider, Done))));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: gpt, litellm_params: {{ model: azure/own-realtime, api_base: '{upstream.Endpoint}', api_key: sk-provider, api_version: 2025-04-01-preview }} }}]");
        using var caller = new ClientWebSocket();
        caller.Options.AddSubProtocol("realtime");
        var address = new Uri($"ws://{gateway.Endpoint.Authority}/openai/realtime?api-version=2024-10-01-preview&deployment=gpt&intent=x");

        await caller.ConnectAsync(address, CancellationToken.None).WaitAsync(Patience.Default);
        await ReceiveAsync(caller);

        var request = Assert.Single(upstream.Requests);
        Assert.Equal("/openai/realtime?intent=x&api-version=2025-04-01-preview&deployment=own-realtime", request.Path);
        Assert.Equal("sk-provider", request.Headers["api-key"]);
    }

    [Fact]
    public async Task A_provider_that_does_not_open_a_session()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", 500));

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway.Gateway, "gpt", "sk-caller", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01"));

        Assert.Contains("500", refusal.Message, StringComparison.Ordinal);
        Snapshot.Match(await gateway.TreeAsync());
    }

    [Theory]
    [InlineData(429, HttpStatusCode.TooManyRequests)]
    [InlineData(503, HttpStatusCode.ServiceUnavailable)]
    public async Task A_provider_that_refuses_a_session_with_its_status(int status, HttpStatusCode expected)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", status, OfRefusal));

        using var caller = await RefuseAsync(gateway, "/v1/realtime?model=gpt");

        Assert.Equal(expected, caller.HttpStatusCode);
        foreach (var (name, value) in OfRefusal)
        {
            Assert.Equal(name == "Location" ? null : value, HeaderOf(caller, name));
        }

        var tree = await gateway.TreeAsync();
        Assert.Contains($"error.type=\"{status}\"", tree, StringComparison.Ordinal);
        Assert.Contains($"http.response.status_code={status}", tree, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/realtime?model=gpt", 401)]
    [InlineData("/v1/realtime?model=gpt", 403)]
    [InlineData("/v1/realtime?model=gpt", 307)]
    [InlineData("/openai_passthrough/v1/realtime?model=x", 401)]
    [InlineData("/openai_passthrough/v1/realtime?model=x", 302)]
    public async Task A_refusal_that_concerns_the_gateway_is_502_and_not_worth_another_try(string path, int status)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", status, OfRefusal));

        using var caller = await RefuseAsync(gateway, path);

        Assert.Equal(HttpStatusCode.BadGateway, caller.HttpStatusCode);
        Assert.Equal("false", HeaderOf(caller, "x-should-retry"));
        Assert.Null(HeaderOf(caller, "Retry-After"));
        Assert.NotEqual("of-provider", HeaderOf(caller, "x-request-id"));
        var tree = await gateway.TreeAsync();
        Assert.Contains($"error.type=\"{status}\"", tree, StringComparison.Ordinal);
        Assert.DoesNotContain("signature", tree, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/realtime?model=gpt")]
    [InlineData("/openai_passthrough/v1/realtime?model=x")]
    public async Task A_redirected_session_says_where_to(string path)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}", 302, OfRefusal));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);

        await caller.SendAsync(
            $"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-caller\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");

        Assert.Contains("redirects to https://new.test/v1. The gateway follows no redirect", await caller.ReadUntilAsync("}"), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> OfRefusal { get; } = new()
    {
        ["Retry-After"] = "7",
        ["retry-after-ms"] = "7000",
        ["x-ratelimit-reset-requests"] = "6s",
        ["x-request-id"] = "of-provider",
        ["x-should-retry"] = "true",
        ["Location"] = "https://new.test/v1?signature=x",
    };

    private static async Task<ClientWebSocket> RefuseAsync(TracedGateway gateway, string path)
    {
        var caller = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        caller.Options.SetRequestHeader("Authorization", "Bearer sk-caller");
        await Assert.ThrowsAsync<WebSocketException>(() => caller.ConnectAsync(new Uri($"ws://{gateway.Gateway.Endpoint.Authority}{path}"), CancellationToken.None));
        return caller;
    }

    private static string? HeaderOf(ClientWebSocket socket, string name) =>
        socket.HttpResponseHeaders!.TryGetValue(name, out var values) ? string.Join(",", values) : null;

    [Fact]
    public async Task A_session_that_the_provider_closes_with_an_error()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, async provider =>
        {
            await SendAsync(provider, Done);
            await provider.CloseOutputAsync(WebSocketCloseStatus.InternalServerError, "no capacity", CancellationToken.None);
        })));
        using var caller = await ConnectAsync(gateway.Gateway, "gpt", "sk-caller", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01");

        Assert.Equal(Done, await ReceiveAsync(caller));
        await ReceiveAsync(caller);
        Assert.Equal(WebSocketCloseStatus.InternalServerError, caller.CloseStatus);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Default);

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_provider_that_breaks_off_in_the_middle_of_a_session()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, async provider =>
        {
            await SendAsync(provider, Done);
            await ReceiveAsync(provider);
            http.Abort();
        })));
        using var caller = await ConnectAsync(gateway.Gateway, "gpt", "sk-caller", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01");

        Assert.Equal(Done, await ReceiveAsync(caller));
        await SendAsync(caller, """{"type":"response.create"}""");
        await Assert.ThrowsAsync<WebSocketException>(() => ReceiveAsync(caller));

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_caller_that_leaves_in_the_middle_of_a_session()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, async provider =>
            await SendAsync(provider, Done))));
        using var caller = await ConnectAsync(gateway.Gateway, "gpt", "sk-caller", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01");

        Assert.Equal(Done, await ReceiveAsync(caller));
        caller.Abort();

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_session_that_the_provider_closes()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(http => ServeAsync(http, async provider =>
        {
            await SendAsync(provider, Done);
            await provider.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "expired", CancellationToken.None);
        })));
        using var caller = await ConnectAsync(gateway.Gateway, "gpt", "sk-caller", $"00-{TracedGateway.CallersTrace}-{TracedGateway.CallersSpan}-01");

        Assert.Equal(Done, await ReceiveAsync(caller));
        await ReceiveAsync(caller);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, caller.CloseStatus);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Default);

        Snapshot.Match(await gateway.TreeAsync());
    }

    [Fact]
    public async Task A_wrong_key_opens_no_session()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));

        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway.Gateway, "gpt", "sk-other", ""));

        Assert.Empty(gateway.Upstream.Requests);
    }

    [Fact]
    public async Task The_simulated_provider_echoes_and_answers()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            "{ model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }], litellm_settings: { callbacks: [otel] }, general_settings: { allow_unauthenticated: true } }",
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5");
        using var caller = await ConnectAsync(gateway, "demo", "any", "");

        Assert.StartsWith("""{"type":"session.created",""", await ReceiveAsync(caller), StringComparison.Ordinal);
        await SendAsync(caller, """{"type":"response.create"}""");
        Assert.Equal("""{"type":"response.create"}""", await ReceiveAsync(caller));
        Assert.StartsWith("""{"type":"response.done",""", await ReceiveAsync(caller), StringComparison.Ordinal);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Default);

        var request = Assert.Single(await receiver.WaitForRootAsync(), span => span.Name == "litellm_request");
        Assert.Equal((6L, 2L), (request.Attributes["gen_ai.usage.input_tokens"], request.Attributes["gen_ai.usage.output_tokens"]));
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningGateway gateway, string model, string key, string traceParent)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {key}");
        if (traceParent.Length > 0)
        {
            socket.Options.SetRequestHeader("traceparent", traceParent);
            socket.Options.AddSubProtocol("realtime");
            socket.Options.AddSubProtocol("openai-insecure-api-key.sk-caller");
        }

        await socket.ConnectAsync(new Uri($"ws://{gateway.Endpoint.Authority}/v1/realtime?model={model}"), CancellationToken.None).WaitAsync(Patience.Default);
        return socket;
    }
}
