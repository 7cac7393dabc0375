using System.Net;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>The built sample as a process of its own, between a fake provider and a receiver of its spans.</summary>
public sealed class MinimalGatewayTests
{
    private static readonly SpanTreeFormat Shown =
        SpanTreeFormat.Only("litellm.outcome", "error.type", "http.response.status_code", "gen_ai.request.model", "gen_ai.usage.output_tokens", "session.id") with { ShowEvents = false };

    [Fact]
    public async Task An_answer_is_relayed_and_traced()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream, receiver);

        using var response = await PostAsync(gateway);

        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok, session.id=s-1}
            └─ litellm_request  {gen_ai.request.model=gpt-4o-mini, gen_ai.usage.output_tokens=10, session.id=s-1}
               └─ chat gpt-4o-mini [CLIENT]  {gen_ai.request.model=gpt-4o-mini, http.response.status_code=200, session.id=s-1}
            """,
            await TreeAsync(receiver));
    }

    [Fact]
    public async Task The_provider_refuses()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"error":{"message":"Slow down","type":"rate_limit_error"}}""", 429));
        await using var gateway = await StartAsync(upstream, receiver);

        using var response = await PostAsync(gateway);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Slow down"  {error.type="429", http.response.status_code=429, litellm.outcome=error, session.id=s-1}
            ├─ litellm_request ERROR "Slow down"  {error.type="429", gen_ai.request.model=gpt-4o-mini, session.id=s-1}
            │  └─ chat gpt-4o-mini [CLIENT] ERROR "Slow down"  {error.type="429", gen_ai.request.model=gpt-4o-mini, http.response.status_code=429, session.id=s-1}
            └─ Failed Proxy Server Request ERROR "Slow down"  {error.type="429", gen_ai.request.model=gpt-4o-mini, session.id=s-1}
            """,
            await TreeAsync(receiver));
    }

    [Fact]
    public async Task Without_a_collector_it_prints_the_tree()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream);

        using var response = await PostAsync(gateway);

        Assert.Contains("   └─ chat gpt-4o-mini", await gateway.WaitForOutputAsync("└─ chat"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.5", HttpStatusCode.Forbidden, 0)]
    [InlineData("127.0.0.1", HttpStatusCode.OK, 1)]
    public async Task Only_callers_on_the_machine_are_answered(string caller, HttpStatusCode expected, int calls)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream, receiver: null, ("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true"));

        gateway.Client.DefaultRequestHeaders.Add("X-Forwarded-For", caller);
        using var response = await PostAsync(gateway);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(calls, upstream.Requests.Count);
    }

    private static Task<ServerProcess> StartAsync(FakeUpstream upstream, OtlpReceiver? receiver = null, params (string, string)[] variables) => ServerProcess.StartAsync(
        Path.Combine(AppContext.BaseDirectory, "minimal-gateway.dll"),
        [
            ("PROVIDER_URL", new Uri(upstream.Endpoint, "v1/chat/completions").ToString()),
            .. variables,
            .. receiver is null
                ? []
                : ((string, string)[])
                [
                    ("TracedLlm__Callbacks", "otlp"),
                    ("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Endpoint.ToString()),
                    ("OTEL_BSP_SCHEDULE_DELAY", "50"),
                ],
        ]);

    private static async Task<HttpResponseMessage> PostAsync(ServerProcess gateway)
    {
        using var body = new StringContent(
            """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"metadata":{"session_id":"s-1"}}""", null, "application/json");
        return await gateway.Client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
    }

    private static async Task<string> TreeAsync(OtlpReceiver receiver)
    {
        var spans = await receiver.WaitForRootAsync();
        TraceInvariants.Check(spans);
        return SpanTree.Print(spans, Shown);
    }
}
