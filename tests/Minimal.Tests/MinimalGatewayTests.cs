using System.Net;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Minimal.Tests;

/// <summary>The built sample as a process of its own, between a fake provider and a receiver of its spans.</summary>
public sealed class MinimalGatewayTests(MinimalGateway gateway) : IClassFixture<MinimalGateway>
{
    private static readonly SpanTreeFormat Shown =
        SpanTreeFormat.Only("litellm.outcome", "error.type", "http.response.status_code", "gen_ai.request.model", "gen_ai.usage.output_tokens", "session.id") with { ShowEvents = false };

    [Fact]
    public async Task An_answer_is_relayed_and_traced()
    {
        gateway.Upstream.Enqueue(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        using var response = await PostAsync(gateway.Sending);

        Assert.Equal(RecordedOpenAi.ChatCompletion, await response.Content.ReadAsStringAsync());
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok, session.id=s-1}
            └─ litellm_request  {gen_ai.request.model=gpt-4o-mini, gen_ai.usage.output_tokens=10, session.id=s-1}
               └─ chat gpt-4o-mini [CLIENT]  {gen_ai.request.model=gpt-4o-mini, http.response.status_code=200, session.id=s-1}
            """,
            await TreeAsync());
    }

    [Fact]
    public async Task The_provider_refuses()
    {
        gateway.Upstream.Enqueue(UpstreamAnswer.Json("""{"error":{"message":"Slow down","type":"rate_limit_error"}}""", 429));

        using var response = await PostAsync(gateway.Sending);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Slow down"  {error.type="429", http.response.status_code=429, litellm.outcome=error, session.id=s-1}
            ├─ litellm_request ERROR "Slow down"  {error.type="429", gen_ai.request.model=gpt-4o-mini, session.id=s-1}
            │  └─ chat gpt-4o-mini [CLIENT] ERROR "Slow down"  {error.type="429", gen_ai.request.model=gpt-4o-mini, http.response.status_code=429, session.id=s-1}
            └─ Failed Proxy Server Request ERROR "Slow down"  {error.type="429", gen_ai.request.model=gpt-4o-mini, session.id=s-1}
            """,
            await TreeAsync());
    }

    [Fact]
    public async Task Without_a_collector_it_prints_the_tree()
    {
        gateway.Upstream.Enqueue(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        using var response = await PostAsync(gateway.Printing);

        Assert.Contains("   └─ chat gpt-4o-mini", await gateway.Printing.WaitForOutputAsync("└─ chat"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.5", HttpStatusCode.Forbidden, 0)]
    [InlineData("127.0.0.1", HttpStatusCode.OK, 1)]
    public async Task Only_callers_on_the_machine_are_answered(string caller, HttpStatusCode expected, int calls)
    {
        gateway.Upstream.Clear();
        if (calls > 0)
        {
            gateway.Upstream.Enqueue(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        }

        using var response = await PostAsync(gateway.Printing, ("X-Forwarded-For", caller));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(calls, gateway.Upstream.Requests.Count);
    }

    private static async Task<HttpResponseMessage> PostAsync(ServerProcess gateway, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/chat/completions", UriKind.Relative))
        {
            Content = new StringContent(
                """{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"metadata":{"session_id":"s-1"}}""", null, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await gateway.Client.SendAsync(request);
    }

    private async Task<string> TreeAsync()
    {
        var spans = await gateway.Receiver.WaitForRootAsync();
        gateway.Receiver.Clear();
        TraceInvariants.Check(spans);
        return SpanTree.Print(spans, Shown);
    }
}
