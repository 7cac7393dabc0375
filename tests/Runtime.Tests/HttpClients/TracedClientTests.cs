using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>The attempts of clients with <c>AddTracedLlmCall</c>, in a gateway without traced calls.</summary>
[Collection(ProcessWide.Name)]
public sealed class TracedClientTests
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    [Fact]
    public async Task A_named_client()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(upstream, ForwardAsync, client => client.AddTracedLlmCall(call => call.Provider = "openai"));

        var answer = await gateway.AskAsync();

        Assert.Equal(RecordedOpenAi.ChatCompletion, answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.request.method=POST, http.response.status_code=200, http.route=/v1/chat/completions, litellm.outcome=ok, server.address=127.0.0.1}
            └─ litellm_request  {gen_ai.provider.name=openai, gen_ai.usage.input_tokens=19, gen_ai.usage.output_tokens=10}
               └─ chat gpt-4o-eu [CLIENT]  {gen_ai.provider.name=openai, http.request.method=POST, http.response.status_code=200, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.provider.model=gpt-4o-eu, server.address=127.0.0.1}
            """,
            await gateway.StopAndPrintAsync([.. OfAttempt, "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"]));
    }

    [Fact]
    public async Task A_typed_client_and_the_defaults_of_all_clients()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good, Good);
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder =>
            {
                builder.Services.ConfigureHttpClientDefaults(clients => clients.AddTracedLlmCall(call => call.Operation = "ask"));
                builder.Services.AddHttpClient<TypedClient>(http => http.BaseAddress = upstream.Endpoint).AddTracedLlmCall(call => call.Provider = "typed");
            },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] async (TypedClient typed, IHttpClientFactory clients) =>
                {
                    await typed.AskAsync();
                    return await clients.CreateClient("other").GetStringAsync(upstream.Endpoint);
                });
            },
        });

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.provider.name=typed}
               ├─ ask gpt-4o-eu [CLIENT]  {gen_ai.provider.name=typed, litellm.attempt.index=0, litellm.attempt.kind=initial}
               └─ ask gpt-4o [CLIENT]  {litellm.attempt.index=1, litellm.attempt.kind=initial}
            """,
            await gateway.StopAndPrintAsync("gen_ai.provider.name", "litellm.attempt.index", "litellm.attempt.kind"));
    }

    [Fact]
    public async Task A_client_of_no_factory()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good);
        using var own = new HttpClient(new TracedLlmCallHandler { InnerHandler = new HttpClientHandler() }) { BaseAddress = upstream.Endpoint };
        await using var gateway = await StartAsync(upstream, (http, _) => ForwardAsync(http, own));

        await gateway.AskAsync();

        Assert.Single(await gateway.StopAsync(), span => span.Name == "chat gpt-4o-eu");
    }

    [Fact]
    public async Task A_stream_is_read_while_it_arrives_and_its_end_ends_the_attempt()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream.HeldBefore(4, gate)));
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            using var response = await client.SendAsync(Asked(), HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            await using var events = await response.Content.ReadAsStreamAsync(http.RequestAborted);
            using var reader = new StreamReader(events);
            await http.Response.WriteAsync($"{await reader.ReadLineAsync(http.RequestAborted)}\n");
            gate.SetResult();
            await http.Response.WriteAsync(await reader.ReadToEndAsync(http.RequestAborted));
        });

        var answer = await gateway.AskAsync();

        Assert.Equal(RecordedOpenAi.ChatCompletionStream.ToText(), answer.Body);
        var spans = await gateway.StopAsync();
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.response.finish_reasons=[stop], gen_ai.usage.input_tokens=19, gen_ai.usage.output_tokens=10}
               └─ chat gpt-4o-eu [CLIENT]
            """,
            TestGateway.Print(spans, "gen_ai.response.finish_reasons", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"));
        var attempt = spans.Single(span => span.Name == "chat gpt-4o-eu");
        Assert.InRange((double)attempt.Attributes["litellm.attempt.time_to_first_chunk"]!, 0, (attempt.EndUnixNano - attempt.StartUnixNano) / 1e9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_send_by_an_outer_handler_is_a_separate_attempt_in_either_order_of_registration(bool tracedFirst)
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, UpstreamAnswer.Refuse(), Good);
        await using var gateway = await StartAsync(upstream, ForwardAsync, client =>
        {
            if (tracedFirst)
            {
                client.AddTracedLlmCall();
            }

            client.AddHttpMessageHandler(() => new RetryingHandler(tries: 3));
            if (!tracedFirst)
            {
                client.AddTracedLlmCall();
            }
        });

        var answer = await gateway.AskAsync();

        Assert.Equal(["2"], answer.Headers.GetValues("x-litellm-attempted-retries"));
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request
               ├─ chat gpt-4o-eu [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {error.type="429", litellm.attempt.index=0, litellm.attempt.kind=initial}
               ├─ chat gpt-4o-eu [CLIENT] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, litellm.attempt.index=1, litellm.attempt.kind=retry}
               │  └─ → chat gpt-4o-eu
               └─ chat gpt-4o-eu [CLIENT]  {litellm.attempt.index=2, litellm.attempt.kind=retry}
                  ├─ → chat gpt-4o-eu
                  └─ → chat gpt-4o-eu
            """,
            await gateway.StopAndPrintAsync("error.type", "litellm.outcome", "litellm.attempt.index", "litellm.attempt.kind"));
    }

    [Fact]
    public async Task Attributes_that_the_gateway_sets_are_on_their_spans_and_decide_what_is_a_fallback()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                (await client.PostAsync("a", new StringContent("{}"))).Dispose();
                (await client.PostAsync("b", new StringContent("{}"))).Dispose();
            },
            client => client.AddTracedLlmCall(call =>
            {
                call.Provider = "openai";
                call.Tags = request =>
                [
                    new(LiteLlm.ModelGroup, request.RequestUri!.AbsolutePath),
                    new(LiteLlm.ProviderModel, request.RequestUri.AbsolutePath == "/b" ? "b-1" : null),
                    new(GenAi.ProviderName, request.RequestUri.AbsolutePath == "/b" ? "azure" : null),
                    new("app.shard", 3),
                    new("litellm.metadata.shard", "three"),
                    new("litellm.cost.total", 0.5),
                    new("litellm.team.id", "red"),
                ];
            }));

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.metadata.shard=three, litellm.team.id=red}
            └─ litellm_request  {gen_ai.provider.name=azure, litellm.cost.total=0.5, litellm.metadata.shard=three, litellm.team.id=red}
               ├─ chat gpt-4o [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {app.shard=3, gen_ai.provider.name=openai, litellm.attempt.kind=initial, litellm.metadata.shard=three, litellm.model_group=/a, litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens, litellm.team.id=red}
               └─ chat b-1 [CLIENT]  {app.shard=3, gen_ai.provider.name=azure, litellm.attempt.kind=fallback, litellm.metadata.shard=three, litellm.model_group=/b, litellm.provider.model=b-1, litellm.team.id=red}
                  └─ → chat gpt-4o
            """,
            await gateway.StopAndPrintAsync("app.", "gen_ai.provider.name", "litellm.attempt.kind", "litellm.model_group", "litellm.provider", "litellm.metadata", "litellm.cost.total", "litellm.team"));
    }

    [Fact]
    public async Task An_exception_of_the_gateways_callback_is_counted_and_the_request_continues()
    {
        using var counts = new CountedMeasurements("listener.failures");
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(upstream, ForwardAsync, client => client.AddTracedLlmCall(call => call.Tags = _ => throw new InvalidOperationException()));

        Assert.Equal(RecordedOpenAi.ChatCompletion, (await gateway.AskAsync()).Body);

        Assert.Equal("listener.failures System.InvalidOperationException 1", counts.ToString());
        Assert.Single(await gateway.StopAsync(), span => span.Name == "chat gpt-4o-eu");
    }

    public static TheoryData<string, HttpContent?, string> Bodies => new()
    {
        { "text", new StringContent("""{"model":"m-1"}""", Encoding.UTF8, "application/json"), "chat m-1" },
        { "memory", Json(new ReadOnlyMemoryContent("""{"messages":[{"model":"inner"}],"model":"m-1"}"""u8.ToArray())), "chat m-1" },
        { "a model to be serialised", JsonContent.Create(new { model = "m-1" }), "chat gpt-4o" },
        { "a stream", Json(new StreamContent(new MemoryStream("""{"model":"m-1"}"""u8.ToArray()))), "chat gpt-4o" },
        { "no JSON", new StringContent("""{"model":"m-1"}""", Encoding.UTF8, "text/plain"), "chat gpt-4o" },
        { "of another type", new StringContent("""{"model":7}""", Encoding.UTF8, "application/json"), "chat gpt-4o" },
        { "empty", new StringContent("""{"model":""}""", Encoding.UTF8, "application/json"), "chat gpt-4o" },
        { "cut", new StringContent("""{"model":"m""", Encoding.UTF8, "application/json"), "chat gpt-4o" },
        { "far behind", new StringContent($$"""{"messages":"{{new string('x', 70_000)}}","model":"m-1"}""", Encoding.UTF8, "application/json"), "chat gpt-4o" },
        { "nothing", null, "chat gpt-4o" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_providers_model_is_that_of_a_body_in_memory(string kind, HttpContent? content, string expected)
    {
        Assert.NotEmpty(kind);
        await using var upstream = await FakeUpstream.StartAsync(Good);
        var length = content?.Headers.ContentLength;
        await using var gateway = await StartAsync(upstream, async (http, client) => (await client.PostAsync("", content)).Dispose());

        await gateway.AskAsync();

        var attempt = Assert.Single(await gateway.StopAsync(), span => span.Name.StartsWith("chat", StringComparison.Ordinal));
        Assert.Equal(expected, attempt.Name);
        Assert.Equal(expected == "chat m-1", attempt.Attributes.ContainsKey("litellm.provider.model"));
        Assert.Equal(length ?? 0, length is null ? 0 : Encoding.UTF8.GetByteCount(Assert.Single(upstream.Requests).Body));
    }

    [Fact]
    public async Task A_guardrails_call_is_no_attempt()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good, Good);
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            using (LlmSpan.StartGuardrail("judge", GuardrailMode.PreCall))
            {
                (await client.SendAsync(Asked())).Dispose();
            }

            await ForwardAsync(http, client);
        });

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {litellm.attempts=1}
               ├─ guardrail
               │  └─ chat gpt-4o-eu [CLIENT]  {http.response.status_code=200}
               └─ chat gpt-4o-eu [CLIENT]  {http.response.status_code=200, litellm.attempt.index=0}
            """,
            (await gateway.StopAndPrintAsync("litellm.attempts", "litellm.attempt.index", "http.response")).Replace("  {http.response.status_code=200}\n└─ litellm", "\n└─ litellm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_synchronous_send()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, Good);
        await using var gateway = await StartAsync(upstream, (http, client) =>
        {
            client.Send(Asked()).Dispose();
            using var response = client.Send(Asked(), HttpCompletionOption.ResponseHeadersRead);
            using var content = response.Content.ReadAsStream();
            content.CopyTo(Stream.Null);
            return Task.CompletedTask;
        });

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request  {gen_ai.usage.output_tokens=10}
               ├─ chat gpt-4o-eu [CLIENT] ERROR "Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000, Used 199800, Requested 450. Please try again in 75ms."  {litellm.attempt.kind=initial}
               └─ chat gpt-4o-eu [CLIENT]  {litellm.attempt.kind=retry}
                  └─ → chat gpt-4o-eu
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "litellm.attempt.kind", "gen_ai.usage.output_tokens"));
    }

    [Fact]
    public async Task The_clients_spans_are_children_of_the_attempt_and_no_activity_stays_current()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                var before = System.Diagnostics.Activity.Current;
                var pending = client.SendAsync(Asked());
                Assert.Same(before, System.Diagnostics.Activity.Current);
                (await pending).Dispose();
                Assert.Same(before, System.Diagnostics.Activity.Current);
            },
            setup: new() { App = _ => { }, OtherSources = ["System.Net.Http"] });

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request
               └─ chat gpt-4o-eu [CLIENT]
                  └─ POST [CLIENT]
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task Outside_of_a_traced_request_it_is_a_root_and_counted()
    {
        using var counts = new CountedMeasurements("spans.outside_request");
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(upstream, ForwardAsync, setup: new()
        {
            App = app => app.MapGet("/warm", async (IHttpClientFactory clients) => (await clients.CreateClient(Client).SendAsync(Asked())).Dispose()),
        });

        await gateway.SendAsync(new(HttpMethod.Get, "/warm"));

        Assert.Equal(
            "gpt-4o-eu [CLIENT]  {http.request.method=POST, http.response.status_code=200, litellm.provider.model=gpt-4o-eu, server.address=127.0.0.1}",
            await gateway.StopAndPrintAsync(OfAttempt));
        Assert.Equal("spans.outside_request 1", counts.ToString());
    }

    private static HttpContent Json(HttpContent content)
    {
        content.Headers.ContentType = new("application/json");
        return content;
    }
}
