using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>Clients with <c>AddTracedLlmCall</c> inside of methods that are traced calls themselves: one attempt, not two.</summary>
[Collection(ProcessWide.Name)]
public sealed class AdoptionTests
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    private static readonly string[] Shown = [.. OfAttempt.Where(name => name != "server.address"), "gen_ai.usage.output_tokens", "litellm.attempts"];

    [Fact]
    public async Task A_response_that_is_handed_out()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {gen_ai.provider.name=method's, gen_ai.usage.output_tokens=10, litellm.attempts=1}
               └─ chat gpt-4o [CLIENT]  {gen_ai.provider.name=method's, http.request.method=POST, http.response.status_code=200, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
            """,
            await PrintAsync(async (http, client) =>
            {
                using var response = await new RecordingProvider(client).SendAsync("method's", HttpCompletionOption.ResponseHeadersRead);
                await ForwardAsync(http, response);
            }, Good));
    }

    [Theory]
    [InlineData(HttpCompletionOption.ResponseContentRead)]
    [InlineData(HttpCompletionOption.ResponseHeadersRead)]
    public async Task Its_attempt_ends_when_its_reader_is_done_and_is_captured_once(HttpCompletionOption completion)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                using var response = await new RecordingProvider(client).SendAsync(null, completion);
                using (LlmSpan.StartStage("between"))
                {
                }

                await ForwardAsync(http, response);
            },
            client => client.AddTracedLlmCall(call => call.Provider = "client's"),
            setup: new() { App = _ => { }, Options = options => options.CaptureContent = true });

        Assert.Equal(RecordedOpenAi.ChatCompletionStream.ToText(), (await gateway.AskAsync()).Body);

        var spans = await gateway.StopAsync();
        var attempt = spans.Single(span => span.Name == "chat gpt-4o");
        Assert.True(attempt.EndUnixNano >= spans.Single(span => span.Name == "between").EndUnixNano);
        Assert.Equal("client's", attempt.Attributes["gen_ai.provider.name"]);
        Assert.Equal("client's", spans.Single(span => span.Name == "litellm_request").Attributes["gen_ai.provider.name"]);
        Assert.Equal(RecordedOpenAi.ChatCompletionStream.ToText(), spans.Single(span => span.Name == "raw_gen_ai_request").Attributes["litellm.raw.response"]);
    }

    [Fact]
    public async Task A_method_that_reads_its_response_records_all_that_the_client_handler_sees()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10, litellm.attempts=2}
               ├─ chat gpt-4o [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {error.type="429", http.request.method=POST, http.response.status_code=429, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens, litellm.provider.model=gpt-4o-eu}
               └─ chat gpt-4o [CLIENT]  {http.request.method=POST, http.request.resend_count=1, http.response.status_code=200, litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.provider.model=gpt-4o-eu}
                  └─ → chat gpt-4o
            """,
            await PrintAsync(async (http, client) =>
            {
                var provider = new RecordingProvider(client);
                await Assert.ThrowsAsync<HttpRequestException>(provider.AskAsync);
                await http.Response.WriteAsync(await provider.AskAsync());
            }, Busy, Good));
    }

    [Fact]
    public async Task A_second_send_within_a_method_is_a_separate_attempt()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10, litellm.attempts=2}
               ├─ chat gpt-4o [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {error.type="429", http.request.method=POST, http.response.status_code=429, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens, litellm.provider.model=gpt-4o-eu}
               └─ chat gpt-4o-eu [CLIENT]  {http.request.method=POST, http.request.resend_count=1, http.response.status_code=200, litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.provider.model=gpt-4o-eu}
                  └─ → chat gpt-4o
            """,
            await PrintAsync(async (http, client) =>
            {
                using var response = await new RecordingProvider(client).InsistAsync();
                await ForwardAsync(http, response);
            }, Busy, Good));
    }

    [Fact]
    public async Task A_second_send_by_an_outer_handler_within_a_method_is_a_separate_attempt()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10, litellm.attempts=2}
               ├─ chat gpt-4o [CLIENT] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, http.request.method=POST, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
               └─ chat gpt-4o-eu [CLIENT]  {http.request.method=POST, http.request.resend_count=1, http.response.status_code=200, litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.provider.model=gpt-4o-eu}
                  └─ → chat gpt-4o
            """,
            await PrintAsync(
                async (http, client) => await http.Response.WriteAsync(await new RecordingProvider(client).AskAsync()),
                client => client.AddTracedLlmCall().AddHttpMessageHandler(() => new RetryingHandler(tries: 2)),
                UpstreamAnswer.Refuse(),
                Good));
    }

    [Fact]
    public async Task A_failure_that_the_method_hides_is_the_attempts_all_the_same()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=error}
            ├─ litellm_request ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, litellm.attempts=1, litellm.provider.model=gpt-4o-eu}
            │  └─ chat gpt-4o [CLIENT] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, http.request.method=POST, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
            └─ Failed Proxy Server Request ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException}
            """,
            await PrintAsync(async (http, client) => await http.Response.WriteAsync($"{await new RecordingProvider(client).TryAsync()}"), UpstreamAnswer.Refuse()));
    }

    [Fact]
    public async Task Through_a_stage_from_a_sequence_and_synchronously()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10, litellm.attempts=3}
               ├─ chat gpt-4o [CLIENT]  {http.request.method=POST, http.response.status_code=200, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
               │  └─ send
               ├─ chat gpt-4o [CLIENT]  {http.request.method=POST, http.response.status_code=200, litellm.attempt.index=1, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
               └─ chat gpt-4o [CLIENT]  {http.request.method=POST, http.response.status_code=200, litellm.attempt.index=2, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
            """,
            await PrintAsync(async (http, client) =>
            {
                var provider = new RecordingProvider(client);
                await provider.StagedAsync();
                await foreach (var line in provider.StreamAsync())
                {
                    await http.Response.WriteAsync(line);
                }

                provider.Send().Dispose();
            }, Good, Good, Good));
    }

    [Fact]
    public async Task By_hand()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10, litellm.attempts=1}
               └─ chat by-hand [CLIENT]  {http.request.method=POST, http.response.status_code=200, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu}
            """,
            await PrintAsync(async (_, client) =>
            {
                using var attempt = LlmSpan.StartCall("by-hand");
                (await client.SendAsync(Asked())).Dispose();
            }, Good));
    }

    [Fact]
    public async Task A_call_in_a_guardrail_inside_of_an_attempt_is_not_that_attempts()
    {
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok}
            └─ litellm_request  {litellm.attempts=1}
               ├─ chat [CLIENT]  {litellm.attempt.index=0, litellm.attempt.kind=initial}
               └─ guardrail
                  └─ chat gpt-4o-eu [CLIENT]  {http.request.method=POST, http.response.status_code=200, litellm.provider.model=gpt-4o-eu}
            """,
            (await PrintAsync(async (_, client) =>
            {
                using var attempt = LlmSpan.StartCall("");
                using var guardrail = LlmSpan.StartGuardrail("judge", GuardrailMode.DuringCall);
                (await client.SendAsync(Asked())).Dispose();
            }, Good)).Replace("chat  [CLIENT]", "chat [CLIENT]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Outside_of_a_traced_request()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good, Good);
        await using var gateway = await StartAsync(upstream, ForwardAsync, setup: new()
        {
            App = app => app.MapGet("/warm", async (IHttpClientFactory clients) =>
            {
                var provider = new RecordingProvider(clients.CreateClient(Client));
                using var response = await provider.SendAsync("method's", HttpCompletionOption.ResponseContentRead);
                await provider.StagedAsync();
            }),
        });

        await gateway.SendAsync(new(HttpMethod.Get, "/warm"));

        var spans = await gateway.StopAsync();
        Assert.Equal(["llm_call", "llm_call", "send"], spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(spans.Where(span => span.Name == "llm_call"), span => Assert.Equal(200L, span.Attributes["http.response.status_code"]));
    }

    private static Task<string> PrintAsync(Func<HttpContext, HttpClient, Task> handler, params UpstreamAnswer[] answers) =>
        PrintAsync(handler, static client => client.AddTracedLlmCall(), answers);

    private static async Task<string> PrintAsync(Func<HttpContext, HttpClient, Task> handler, Action<IHttpClientBuilder> client, params UpstreamAnswer[] answers)
    {
        await using var upstream = await FakeUpstream.StartAsync(answers);
        await using var gateway = await StartAsync(upstream, handler, client);
        await gateway.AskAsync();
        return await gateway.StopAndPrintAsync(Shown);
    }
}
