using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>Calls inside a tagged traced call: the first is the same attempt, each further one is an attempt with the same attributes.</summary>
[Collection(ProcessWide.Name)]
public sealed class InnerCallTests
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    private static readonly string[] Shown =
        ["error.type", "gen_ai.provider.name", "litellm.deployment.id", "litellm.model_group", "litellm.attempt.index", "litellm.attempt.kind", "litellm.attempts"];

    public static TheoryData<Tracing> Tracings => [.. Enum.GetValues<Tracing>()];

    [Theory]
    [MemberData(nameof(Tracings))]
    public async Task Tries_of_a_handler_have_the_attributes_of_the_method(Tracing tracing)
    {
        var (counts, tree) = await RunAsync(
            tracing,
            async (http, client) =>
            {
                using var response = await new TaggedProvider(client).SendAsync("azure", "fast", "eu-1");
                await ForwardAsync(http, response);
            },
            static client => client.AddHttpMessageHandler(static () => new RetryingHandler(tries: 3)).AddTracedLlmCall(static call => call.Provider = "client's"),
            Busy,
            UpstreamAnswer.Refuse(),
            Good);

        AssertTree(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.provider.name=azure, litellm.attempts=3}
               ├─ chat gpt-4o [CLIENT] ERROR  {error.type="429", gen_ai.provider.name=azure, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.deployment.id=eu-1, litellm.model_group=fast}
               ├─ chat gpt-4o-eu [CLIENT] ERROR  {error.type=System.Net.Http.HttpRequestException, gen_ai.provider.name=azure, litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.deployment.id=eu-1, litellm.model_group=fast}
               │  └─ → chat gpt-4o
               └─ chat gpt-4o-eu [CLIENT]  {gen_ai.provider.name=azure, litellm.attempt.index=2, litellm.attempt.kind=retry, litellm.deployment.id=eu-1, litellm.model_group=fast}
                  ├─ → chat gpt-4o
                  └─ → chat gpt-4o-eu
            """,
            tracing,
            tree);
        Assert.Equal("retries 2, fallbacks 0", counts);
    }

    [Theory]
    [MemberData(nameof(Tracings))]
    public async Task A_group_that_the_client_changes_is_a_fallback_and_one_that_it_repeats_is_the_methods(Tracing tracing)
    {
        var (counts, tree) = await RunAsync(
            tracing,
            static async (http, client) =>
            {
                using var response = await new TaggedProvider(client).SendInTurnAsync("fast", "a", "a", "b");
                await ForwardAsync(http, response);
            },
            static client => client.AddTracedLlmCall(static call => call.Tags = static request => [new(LiteLlm.ModelGroup, request.RequestUri!.AbsolutePath)]),
            Busy,
            Busy,
            Good);

        AssertTree(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {litellm.attempts=3}
               ├─ chat gpt-4o [CLIENT] ERROR  {error.type="429", litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.model_group=fast}
               ├─ chat gpt-4o [CLIENT] ERROR  {error.type="429", litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.model_group=fast}
               │  └─ → chat gpt-4o
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.index=2, litellm.attempt.kind=fallback, litellm.model_group=/b}
                  ├─ → chat gpt-4o
                  └─ → chat gpt-4o
            """,
            tracing,
            tree);
        Assert.Equal("retries 1, fallbacks 1", counts);
    }

    [Theory]
    [MemberData(nameof(Tracings))]
    public async Task A_method_that_calls_methods_is_one_attempt_and_keeps_its_own_attributes(Tracing tracing)
    {
        var (counts, tree) = await RunAsync(
            tracing,
            static async (http, client) =>
            {
                using var response = await new TaggedProvider(client).RouteTwiceAsync("outer's");
                await ForwardAsync(http, response);
            },
            static client => client.AddTracedLlmCall(),
            Good);

        AssertTree(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.provider.name=outer's, litellm.attempts=1}
               └─ chat gpt-4o [CLIENT]  {gen_ai.provider.name=outer's, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.deployment.id=eu-1, litellm.model_group=fast}
                  └─ choose
            """,
            tracing,
            tree);
        Assert.Equal("retries 0, fallbacks 0", counts);
    }

    [Theory]
    [MemberData(nameof(Tracings))]
    public async Task Further_calls_of_a_method_are_attempts_of_their_own(Tracing tracing)
    {
        var (counts, tree) = await RunAsync(
            tracing,
            static async (http, client) =>
            {
                using var response = await new TaggedProvider(client).InsistAsync("fast");
                await ForwardAsync(http, response);
            },
            static client => client.AddTracedLlmCall(),
            Busy,
            Busy,
            Good);

        AssertTree(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.provider.name=inner's, litellm.attempts=3}
               ├─ chat gpt-4o [CLIENT] ERROR  {error.type="429", gen_ai.provider.name=inner's, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.deployment.id=eu-1, litellm.model_group=fast}
               ├─ chat gpt-4o [CLIENT] ERROR  {error.type="429", gen_ai.provider.name=inner's, litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.deployment.id=eu-2, litellm.model_group=fast}
               │  └─ → chat gpt-4o
               └─ chat gpt-4o [CLIENT]  {gen_ai.provider.name=inner's, litellm.attempt.index=2, litellm.attempt.kind=retry, litellm.deployment.id=eu-3, litellm.model_group=fast}
                  ├─ → chat gpt-4o
                  └─ → chat gpt-4o
            """,
            tracing,
            tree);
        Assert.Equal("retries 2, fallbacks 0", counts);
    }

    [Theory]
    [MemberData(nameof(Tracings))]
    public async Task A_synchronous_method_that_throws_is_followed_by_a_retry(Tracing tracing)
    {
        var (counts, tree) = await RunAsync(
            tracing,
            static (http, client) => http.Response.WriteAsync(new TaggedProvider(client).TryInTurn("fast")),
            static client => client.AddTracedLlmCall());

        AssertTree(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {litellm.attempts=2}
               ├─ chat gpt-4o [CLIENT] ERROR  {error.type=System.TimeoutException, litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.model_group=fast}
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.index=1, litellm.attempt.kind=retry, litellm.model_group=fast}
                  └─ → chat gpt-4o
            """,
            tracing,
            tree);
        Assert.Equal("retries 1, fallbacks 0", counts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_attribute_of_the_result_is_on_the_attempt_that_gave_it(int refusals)
    {
        var (_, tree) = await RunAsync(
            Tracing.On,
            static (http, client) => PriceAsync(http, client),
            static client => client.AddHttpMessageHandler(static () => new RetryingHandler(tries: 3)).AddTracedLlmCall(),
            [.. Enumerable.Repeat(Busy, refusals), Good]);

        Assert.Equal(
            [.. Enumerable.Repeat<object?>(null, refusals), 4L],
            AttemptsOf(tree).Select(static span => span.Attributes["gateway.cost"]));
        Assert.DoesNotContain("litellm.late", AttemptsOf(tree).SelectMany(static span => span.Attributes.Keys));

        static async Task PriceAsync(HttpContext http, HttpClient client) => await http.Response.WriteAsync(await new TaggedProvider(client).PriceAsync("eu-1"));
    }

    [Fact]
    public async Task An_attribute_of_a_response_that_is_not_read_yet_is_on_the_attempt_that_gave_it()
    {
        var (_, tree) = await RunAsync(
            Tracing.On,
            static async (http, client) =>
            {
                using var response = await new TaggedProvider(client).OpenAsync();
                await ForwardAsync(http, response);
            },
            static client => client.AddHttpMessageHandler(static () => new RetryingHandler(tries: 2)).AddTracedLlmCall(),
            Busy,
            Good);

        Assert.Equal([null, "OK"], AttemptsOf(tree).Select(static span => span.Attributes["gateway.cost"]?.ToString()));
    }

    [Fact]
    public async Task An_attribute_of_a_method_around_another_one_is_on_the_last_attempt_of_both()
    {
        var (_, tree) = await RunAsync(
            Tracing.On,
            static async (http, client) => await http.Response.WriteAsync($"{await new TaggedProvider(client).PriceUntilAnsweredAsync()}"),
            static client => client.AddHttpMessageHandler(static () => new RetryingHandler(tries: 2)).AddTracedLlmCall(),
            Busy,
            Busy,
            Busy,
            Good);

        var last = AttemptsOf(tree)[^1];
        Assert.Equal((4L, 2L), (last.Attributes["gateway.cost"], last.Attributes["gateway.tries"]));
        Assert.All(AttemptsOf(tree)[..^1], static span => Assert.DoesNotContain(span.Attributes.Keys, static name => name.StartsWith("gateway.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_method_that_never_returns_leaves_no_attempt_open()
    {
        var (_, tree) = await RunAsync(
            Tracing.On,
            static async (http, client) =>
            {
                var span = LlmSpan.StartCall("by-hand");
                await (await client.SendAsync(Asked())).Content.ReadAsStringAsync();
                await http.Response.WriteAsync($"{span.Activity!.IsStopped}");
            },
            static client => client.AddHttpMessageHandler(static () => new RetryingHandler(tries: 2)).AddTracedLlmCall(),
            Busy,
            Good);

        Assert.Equal([429L, 200L], AttemptsOf(tree).Select(static span => span.Attributes["http.response.status_code"]));
    }

    [Fact]
    public async Task Calls_at_the_same_time_are_hedges_and_a_second_question_is_none()
    {
        var asked = new TaskCompletionSource();
        var (_, tree) = await RunAsync(
            Tracing.On,
            async (_, client) =>
            {
                var provider = new TaggedProvider(client);
                await provider.PlanAndAnswerAsync();
                await provider.HedgeAsync(asked);
            },
            static client => client.AddTracedLlmCall(),
            UpstreamAnswer.Delayed(asked, Good),
            UpstreamAnswer.Delayed(asked, Good));

        Assert.Equal(
            ["0 initial plan", "1 initial answer", "2 initial eu-1", "3 hedge eu-2"],
            tree.Where(static span => span.Attributes.ContainsKey("litellm.attempt.index"))
                .Select(static span => $"{span.Attributes["litellm.attempt.index"]} {span.Attributes["litellm.attempt.kind"]} {span.Attributes["litellm.deployment.id"]}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_sequence_of_a_sequence_is_one_attempt()
    {
        var (_, tree) = await RunAsync(
            Tracing.On,
            static async (http, client) =>
            {
                await foreach (var line in new TaggedProvider(client).StreamAsync("fast"))
                {
                    await http.Response.WriteAsync(line);
                }
            },
            static client => client.AddTracedLlmCall(),
            Good);

        AssertTree(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {litellm.attempts=1}
               └─ chat gpt-4o [CLIENT]  {litellm.attempt.index=0, litellm.attempt.kind=initial, litellm.deployment.id=eu-1, litellm.model_group=fast}
            """,
            Tracing.On,
            tree);
        Assert.Equal(200L, tree.Single(span => span.Name == "chat gpt-4o").Attributes["http.response.status_code"]);
    }

    [Fact]
    public async Task By_hand_and_outside_of_a_traced_request()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good, Good);
        await using var gateway = await StartAsync(upstream, ForwardAsync, setup: new()
        {
            App = app => app.MapGet("/warm", async (IHttpClientFactory clients) =>
            {
                var provider = new TaggedProvider(clients.CreateClient(Client));
                using var response = await provider.RouteAsync("fast");
                using var outer = LlmSpan.StartCall("by-hand", [new(LiteLlm.ModelGroup, "slow")]);
                using var inner = LlmSpan.StartCall("inner", [new(LiteLlm.ModelGroup, "slower"), new(LiteLlm.DeploymentId, "us-1")]);
                (await provider.SendAsync("azure", null, "us-2")).Dispose();
            }),
        });

        await gateway.SendAsync(new(HttpMethod.Get, "/warm"));

        Assert.Equal(
            ["by-hand slow us-1 azure", "llm_call fast eu-1 inner's"],
            (await gateway.StopAsync())
                .Select(static span => $"{span.Name} {span.Attributes["litellm.model_group"]} {span.Attributes["litellm.deployment.id"]} {span.Attributes["gen_ai.provider.name"]}")
                .Order(StringComparer.Ordinal));
    }

    private static Testing.Otlp.ReceivedSpan[] AttemptsOf(IReadOnlyList<Testing.Otlp.ReceivedSpan> spans) =>
        [.. spans.Where(static span => span.Attributes.ContainsKey("litellm.attempt.index")).OrderBy(static span => (long)span.Attributes["litellm.attempt.index"]!)];

    private static void AssertTree(string expected, Tracing tracing, IReadOnlyList<Testing.Otlp.ReceivedSpan> spans)
    {
        if (tracing != Tracing.On)
        {
            Assert.Empty(spans);
            return;
        }

        var printed = TestGateway.Print(spans, Shown).Split('\n').Select(static line => line.IndexOf(" ERROR \"", StringComparison.Ordinal) is >= 0 and var at
            ? line[..(at + " ERROR".Length)] + line[line.LastIndexOf("\"  {", StringComparison.Ordinal)..][1..]
            : line);
        Assert.Equal(expected, string.Join('\n', printed).TrimEnd());
    }

    private static async Task<(string Counts, IReadOnlyList<Testing.Otlp.ReceivedSpan> Spans)> RunAsync(
        Tracing tracing,
        Func<HttpContext, HttpClient, Task> handler,
        Action<IHttpClientBuilder> client,
        params UpstreamAnswer[] answers)
    {
        await using var upstream = await FakeUpstream.StartAsync(answers);
        await using var gateway = await StartAsync(upstream, handler, client, tracing);
        var answer = await gateway.AskAsync();
        return (
            $"retries {answer.Headers.GetValues("x-litellm-attempted-retries").Single()}, fallbacks {answer.Headers.GetValues("x-litellm-attempted-fallbacks").Single()}",
            await gateway.StopAsync());
    }
}
