using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Apis;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Samples.Gateway.Tests.Sessions;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary><c>general_settings.global_max_parallel_requests</c>: which requests it refuses, how, and when a place is free again.</summary>
public sealed class GlobalLimitTests
{
    private const string One = ", global_max_parallel_requests: 1";
    private const string Message = "The gateway has as many requests in progress as it may have at once. Try again later.";

    [Fact]
    public async Task Requests_up_to_the_limit_are_served_and_the_next_one_is_refused()
    {
        await using var gateway = await HeldProvider.StartAsync(", global_max_parallel_requests: 3");
        var held = await gateway.HoldAsync(3);

        using var refused = await gateway.PostAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(3, gateway.Upstream.Requests.Count);
        gateway.Gate.SetResult();
        foreach (var request in held)
        {
            using var served = await request;
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
            await served.Content.ReadAsStringAsync();
        }

        await gateway.IsServedAgainAsync();
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{}", """{"error":{"message":"MESSAGE","type":"server_error","param":null,"code":"overloaded"}}""")]
    [InlineData("/v1/responses", "{}", """{"error":{"message":"MESSAGE","type":"server_error","param":null,"code":"overloaded"}}""")]
    [InlineData("/openai/deployments/gpt/embeddings", "{}", """{"error":{"message":"MESSAGE","type":"server_error","param":null,"code":"overloaded"}}""")]
    [InlineData("/v1/messages", "{}", """{"type":"error","error":{"type":"overloaded_error","message":"MESSAGE","code":"overloaded"},"request_id":"ID"}""")]
    [InlineData("/anthropic/v1/messages", "{}", """{"type":"error","error":{"type":"overloaded_error","message":"MESSAGE","code":"overloaded"},"request_id":"ID"}""")]
    [InlineData("/v1beta/models/gpt:streamGenerateContent", "{}", """{"error":{"code":503,"message":"MESSAGE","status":"UNAVAILABLE","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"overloaded","domain":"gateway"}]}}""")]
    [InlineData("/v2/chat", "{}", """{"message":"MESSAGE","code":"overloaded"}""")]
    [InlineData("/api/chat", "{}", """{"error":"MESSAGE","code":"overloaded"}""")]
    [InlineData("/v1/fim/completions", "{}", """{"object":"error","message":"MESSAGE","type":"server_error","param":null,"code":"overloaded"}""")]
    [InlineData("/model/gpt/converse-stream", "{}", """{"message":"MESSAGE","code":"overloaded"}""")]
    public async Task A_refusal_has_the_form_of_the_API(string path, string body, string error)
    {
        await using var gateway = await HeldProvider.StartAsync(One);
        await gateway.HoldAsync();

        using var refused = await gateway.PostAsync(path, body);

        var id = Assert.Single(refused.Headers.GetValues("request-id"));
        Assert.Equal(
            error.Replace("MESSAGE", Message, StringComparison.Ordinal).Replace("ID", id, StringComparison.Ordinal),
            await refused.Content.ReadAsStringAsync());
        Assert.Equal(path.StartsWith("/model/", StringComparison.Ordinal), refused.Headers.TryGetValues("x-amzn-errortype", out var types) && types.Single() == "ServiceUnavailableException");
    }

    [Fact]
    public async Task No_API_is_served_above_the_limit()
    {
        await using var gateway = await HeldProvider.StartAsync(One);
        await gateway.HoldAsync();

        await Assert.AllAsync(ApiRequest.All, async api =>
        {
            using var refused = await gateway.Gateway.SendAsync(api.Method, api.Path, api.ContentType, api.Body, ("Authorization", "Bearer sk-caller"));

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal("application/json", refused.Content.Headers.ContentType!.ToString());
            Assert.InRange(int.Parse(Assert.Single(refused.Headers.GetValues("Retry-After")), CultureInfo.InvariantCulture), 1, 3);
            Assert.False(refused.Headers.Contains("x-should-retry"));
            Assert.Contains(Message, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        });
        Assert.Single(gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("/health", 1)]
    [InlineData("/health/tracing", 0)]
    [InlineData("/v1/models", 0)]
    public async Task Routes_without_a_model_have_no_limit(string path, int queries)
    {
        await using var gateway = await HeldProvider.StartAsync(One);
        await gateway.HoldAsync();

        var sending = gateway.Gateway.SendAsync(HttpMethod.Get, path, "", null, ("Authorization", "Bearer sk-caller"));
        for (var i = 0; i < queries; i++)
        {
            await gateway.Gateway.Clock.FireAsync(ProviderQuery.Longest);
        }

        using var response = await sending;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_refusal_does_not_wait_for_the_body()
    {
        await using var gateway = await HeldProvider.StartAsync(One);
        await gateway.HoldAsync();
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);

        await caller.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
        await caller.ReadUntilAsync("overloaded");

        Assert.StartsWith("HTTP/1.1 503 ", caller.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_has_its_place_until_its_last_event()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Sse([new("""{"choices":[]}"""), new("[DONE]", Gate: gate)]));
        await using var gateway = await RunningGateway.StartAsync(Yaml(upstream));
        using var stream = await PostAsync(gateway);
        await using var events = await stream.Content.ReadAsStreamAsync();
        await events.ReadExactlyAsync(new byte[10]);

        using (var refused = await PostAsync(gateway))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        gate.SetResult();
        await events.CopyToAsync(Stream.Null);
        await HeldProvider.UntilServedAsync(() => PostAsync(gateway));
    }

    [Fact]
    public async Task A_caller_that_leaves_frees_its_place()
    {
        await using var gateway = await HeldProvider.StartAsync(One);
        using var leaving = new HttpClient { BaseAddress = gateway.Gateway.Endpoint, DefaultRequestHeaders = { Authorization = new("Bearer", "sk-caller") } };
        using var content = new StringContent(HeldProvider.Chat, Encoding.UTF8, "application/json");
        using var left = new CancellationTokenSource();
        var request = leaving.PostAsync("/v1/chat/completions", content, left.Token);
        await gateway.Upstream.WaitForRequestsAsync();

        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        gateway.Gate.SetResult();

        await gateway.IsServedAgainAsync();
    }

    [Theory]
    [InlineData("sk-wrong", 401)]
    [InlineData("sk-caller", 404)]
    public async Task A_request_that_fails_frees_its_place(string key, int status)
    {
        await using var gateway = await HeldProvider.StartAsync(One);

        for (var i = 0; i < 5; i++)
        {
            using var failed = await gateway.PostAsync(body: """{"model":"nobody","messages":[]}""", key: key);
            Assert.Contains((int)failed.StatusCode, (int[])[status, 503]);
        }

        gateway.Gate.SetResult();
        await gateway.IsServedAgainAsync();
    }

    [Fact]
    public async Task A_session_has_its_place_until_it_is_closed()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Custom(http => SessionProvider.ServeAsync(http, _ => Task.CompletedTask)));
        await using var gateway = await RunningGateway.StartAsync(Yaml(upstream));
        using var session = await ConnectAsync(gateway);

        var refusal = await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(gateway));

        Assert.Contains("503", refusal.Message, StringComparison.Ordinal);
        await session.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience.Default);
        using var patience = new CancellationTokenSource(Patience.Default);
        while (!await OpensAsync(gateway))
        {
            await Task.Delay(10, patience.Token);
        }
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(400, false)]
    public async Task A_refusal_closes_its_connection_while_few_of_all_connections_are_free(int most, bool closes)
    {
        await using var gateway = await HeldProvider.StartAsync(One, arguments: $"--Kestrel:Limits:MaxConcurrentConnections={most}");
        await gateway.HoldAsync();
        using var idle = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);
        await idle.SendAsync("GET /health/liveness HTTP/1.1\r\nHost: x\r\n\r\n");
        await idle.ReadUntilAsync("200 OK");

        using var refused = await gateway.PostAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal(closes, refused.Headers.ConnectionClose is true);
    }

    [Fact]
    public async Task A_page_of_another_origin_may_read_the_refusal()
    {
        await using var gateway = await HeldProvider.StartAsync(One + ", cors_origins: ['https://app.example']");
        await gateway.HoldAsync();

        using var refused = await gateway.Gateway.PostAsync("/v1/chat/completions", HeldProvider.Chat, ("Authorization", "Bearer sk-caller"), ("Origin", "https://app.example"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("https://app.example", Assert.Single(refused.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private static string Yaml(FakeUpstream upstream) => $$"""
        model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }]
        general_settings: { master_key: sk-caller{{One}} }
        """;

    private static Task<HttpResponseMessage> PostAsync(RunningGateway gateway) =>
        gateway.PostAsync("/v1/chat/completions", """{"model":"gpt","stream":true,"messages":[]}""", ("Authorization", "Bearer sk-caller"));

    private static async Task<bool> OpensAsync(RunningGateway gateway)
    {
        try
        {
            using var session = await ConnectAsync(gateway);
            return true;
        }
        catch (WebSocketException)
        {
            return false;
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(RunningGateway gateway)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer sk-caller");
        socket.Options.AddSubProtocol("realtime");
        await socket.ConnectAsync(new Uri($"ws://{gateway.Endpoint.Authority}/v1/realtime?model=gpt"), CancellationToken.None).WaitAsync(Patience.Default);
        return socket;
    }
}
