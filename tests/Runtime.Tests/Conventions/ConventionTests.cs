using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.HttpClients;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Conventions;

/// <summary>The canonical attributes, held against the table of the semantic conventions: names, types, and what a span must have.</summary>
[Collection(ProcessWide.Name)]
public sealed class ConventionTests
{
    // Attributes that a span of the conventions has where their condition holds, and that ours leaves out. docs/spans.md says why.
    private static readonly string[] LeftOut = ["url.query", "http.request.method_original", "network.protocol.name"];

    public static TheoryData<string> Names =>
        [.. new[] { typeof(GenAi), typeof(HttpAttributes), typeof(OpenAi) }
            .SelectMany(vocabulary => vocabulary.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(constant => constant.IsLiteral)
            .Select(constant => (string)constant.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_conventions_have_the_name(string name) => Assert.Contains(ConventionRow.All, row => row.Attribute == name);

    [Fact]
    public async Task A_streamed_chat()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(upstream);

        await gateway.PostBodyAsync(
            ClientGateway.Chat,
            """{"model":"gpt-4o","stream":true,"n":2,"seed":7,"top_k":3,"top_p":0.5,"temperature":1,"max_tokens":5,"frequency_penalty":1,"presence_penalty":1,"stop":"x","messages":[{"role":"user","content":"hi"}],"tools":[{"type":"function","function":{"name":"f"}}]}""",
            "x-litellm-session-id: s-1",
            "User-Agent: a-client/1.0");

        var spans = await gateway.StopAsync();
        Check(spans, "gen_ai.inference.client");
        var (root, request, attempt) = Find(spans);
        Assert.All(spans, span => Assert.Equal("https://opentelemetry.io/schemas/1.41.0", span.SchemaUrl));
        Assert.Equal(
            ("http", "127.0.0.1", "1.1", "a-client/1.0", (object?)null),
            (root["url.scheme"], root["server.address"], root["network.protocol.version"], root["user_agent.original"], root["client.address"]));
        Assert.Equal((true, 2L, "s-1"), (request["gen_ai.request.stream"], request["gen_ai.request.choice.count"], request["gen_ai.conversation.id"]));
        Assert.Equal(
            ("chat", "gpt-4o-eu", $"{upstream.Endpoint}v1/chat/completions", "1.1", (object?)null),
            (attempt["gen_ai.operation.name"], attempt["gen_ai.request.model"], attempt["url.full"], attempt["network.protocol.version"], attempt["http.request.resend_count"]));
        Assert.DoesNotContain(attempt.Keys, name => name.StartsWith("gen_ai.usage.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Defaults_are_not_written()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream);

        await gateway.PostBodyAsync(ClientGateway.Chat, """{"model":"gpt-4o","stream":false,"n":1,"messages":[]}""");

        var (_, request, _) = Find(await gateway.StopAsync());
        Assert.Equal(
            ((object?)null, (object?)null, (object?)null),
            (request["gen_ai.request.stream"], request["gen_ai.request.choice.count"], request["gen_ai.conversation.id"]));
    }

    [Fact]
    public async Task Retries_count_how_often_the_request_was_sent_again_and_a_fallback_is_another_request()
    {
        var busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
        await using var upstream = await FakeUpstream.StartAsync(busy, busy, busy, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        var sent = 0;
        await using var gateway = await ClientGateway.StartAsync(
            upstream,
            ClientGateway.ForwardAsync,
            client => client.AddHttpMessageHandler(() => new RetryingHandler(4)).AddTracedLlmCall(options =>
            {
                options.Provider = "openai";
                options.Tags = _ => [new(LiteLlm.ModelGroup, Interlocked.Increment(ref sent) < 4 ? "a" : "b")];
            }));

        await gateway.AskAsync();

        var spans = await gateway.StopAsync();
        Check(spans, "gen_ai.inference.client");
        Assert.Equal(
            [("initial", null), ("retry", 1L), ("retry", 2L), ("fallback", null)],
            spans.Where(span => span.Kind == ReceivedSpanKind.Client).OrderBy(span => span.Attributes["litellm.attempt.index"])
                .Select(span => ((string)span.Attributes["litellm.attempt.kind"]!, span.Attributes["http.request.resend_count"])));
    }

    [Fact]
    public async Task All_attempts_failed()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429));
        await using var gateway = await StartAsync(upstream);

        await gateway.AskAsync();

        Check(await gateway.StopAsync(), "gen_ai.inference.client");
    }

    [Fact]
    public async Task The_URL_has_neither_user_nor_query_and_none_is_there_with_a_key_in_its_path()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"), UpstreamAnswer.Json("{}"));
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            var host = upstream.Endpoint.Authority;
            (await client.GetAsync($"http://user:secret@{host}/v1/a%20b?key=secret#part")).Dispose();
            (await client.GetAsync($"http://{host}/bot/sk-abcdefgh12345678/ask")).Dispose();
        });

        await gateway.AskAsync();

        Assert.Equal(
            [$"{upstream.Endpoint}v1/a%20b", null],
            (await gateway.StopAsync()).Where(span => span.Kind == ReceivedSpanKind.Client).OrderBy(span => span.Attributes["litellm.attempt.index"]).Select(span => span.Attributes["url.full"]));
    }

    [Theory]
    [InlineData("Host: gateway.example.com", "gateway.example.com", 80L)]
    [InlineData("Host: gateway.example.com:8443", "gateway.example.com", 8443L)]
    [InlineData("Host: [::1]:8080", "[::1]", 8080L)]
    public async Task The_address_of_the_server_is_the_one_that_the_caller_named(string header, string host, long port)
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(ClientGateway.Chat, [TracedLlmRoute] () => Results.Ok()));

        await gateway.PostBodyAsync(ClientGateway.Chat, "{}", header);
        await gateway.PostBodyAsync(ClientGateway.Chat, "{}", header);

        Assert.All(await gateway.StopAsync(), span =>
        {
            if (span.Kind == ReceivedSpanKind.Server)
            {
                Assert.Equal((host, port), (span.Attributes["server.address"], span.Attributes["server.port"]));
            }
        });
    }

    [Fact]
    public async Task The_callers_address_is_there_by_choice()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = new() { ["TracedLlm:CaptureClientAddress"] = "true" },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(ClientGateway.Chat, [TracedLlmRoute] () => Results.Ok());
            },
        });

        await gateway.AskAsync();

        Assert.Equal("127.0.0.1", Find(await gateway.StopAsync()).Root["client.address"]);
    }

    private static Task<TestGateway> StartAsync(FakeUpstream upstream, Func<HttpContext, HttpClient, Task>? handler = null) => ClientGateway.StartAsync(
        upstream,
        handler ?? ClientGateway.ForwardAsync,
        client => client.AddTracedLlmCall(options => options.Provider = "openai"),
        setup: new() { App = _ => { }, Options = options => options.CaptureContent = true });

    private static (ReceivedAttributes Root, ReceivedAttributes Request, ReceivedAttributes Attempt) Find(IReadOnlyList<ReceivedSpan> spans) => (
        spans.First(span => span.Kind == ReceivedSpanKind.Server).Attributes,
        spans.FirstOrDefault(span => span.Name == "litellm_request")?.Attributes ?? ReceivedAttributes.Empty,
        spans.FirstOrDefault(span => span.Kind == ReceivedSpanKind.Client)?.Attributes ?? ReceivedAttributes.Empty);

    private static void Check(IReadOnlyList<ReceivedSpan> spans, string operation)
    {
        foreach (var span in spans)
        {
            CheckTypes(span);
        }

        CheckLevels(spans.Single(span => span.Kind == ReceivedSpanKind.Server), "http.server");
        CheckLevels(spans.Single(span => span.Name == "litellm_request"), operation);
        Assert.All(spans.Where(span => span.Kind == ReceivedSpanKind.Client), span => CheckLevels(span, "http.client"));
    }

    private static void CheckTypes(ReceivedSpan span)
    {
        foreach (var (name, value) in span.Attributes)
        {
            var row = ConventionRow.All.FirstOrDefault(row => row.Attribute == name);
            Assert.True(row?.Allows(value) ?? IsOwn(name), $"{span.Name}: {name} is {value?.GetType().Name}, and the conventions say {row?.Type ?? "nothing"}.");
        }
    }

    // Names that the conventions do not have must not look as if they had them.
    private static bool IsOwn(string name) => name.StartsWith("litellm.", StringComparison.Ordinal) || name is "error.code" or "error.llm_provider" or "error.stack_trace" or "error.message";

    private static void CheckLevels(ReceivedSpan span, string convention)
    {
        foreach (var row in ConventionRow.All.Where(row => row.Span == convention))
        {
            var isThere = span.Attributes.Keys.Contains(row.Attribute);
            var isNeeded = row.Level == "Required" || row.Attribute switch
            {
                "error.type" => span.Status == ReceivedStatus.Error,
                "server.port" => span.Attributes.Keys.Contains("server.address"),
                "http.route" or "http.response.status_code" or "gen_ai.request.model" => true,
                _ => false,
            };
            Assert.True(isThere || !isNeeded || LeftOut.Contains(row.Attribute), $"{span.Name} needs {row.Attribute} ({convention}: {row.Level}).");
            Assert.False(isThere && row.Attribute == "error.type" && span.Status != ReceivedStatus.Error, $"{span.Name} has error.type without an error.");
        }
    }
}
