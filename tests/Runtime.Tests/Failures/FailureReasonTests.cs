using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.HttpClients;
using TracedLlm.Tests.Metadata;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.Failures;

/// <summary>Why a request failed, as a backend receives it: on the attempt, <c>litellm_request</c>, the root and the failure span.</summary>
[Collection(ProcessWide.Name)]
public sealed class FailureReasonTests
{
    private const string Limit = "Rate limit reached for gpt-4o in organization org-1 on tokens per min.";

    private static readonly string[] Reason = ["error.", "litellm.provider.error", "server.", "http.request.method"];

    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(
        $$$"""{"error":{"message":"{{{Limit}}}","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", 429);

    [Fact]
    public async Task The_providers_words_are_on_the_attempt_the_request_the_root_and_the_failure_span()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy);
        await using var gateway = await StartAsync(upstream, ForwardAsync);

        await gateway.AskAsync();

        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] ERROR "{{Limit}}"  {error.message={{Limit}}, error.type="429", litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens}
            ├─ litellm_request ERROR "{{Limit}}"  {error.message={{Limit}}, error.type="429", litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens}
            │  └─ chat gpt-4o-eu [CLIENT] ERROR "{{Limit}}"  {error.message={{Limit}}, error.type="429", litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens}
            └─ Failed Proxy Server Request ERROR "{{Limit}}"  {error.code="429", error.message={{Limit}}, error.type="429", litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens}
            """,
            await gateway.StopAndPrintAsync("error.", "litellm.provider.error"));
    }

    [Fact]
    public async Task An_attempt_that_is_retried_says_why_although_its_response_is_disposed_unread()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(
            upstream,
            ForwardAsync,
            client => client.AddHttpMessageHandler(() => new RetryingHandler(2)).AddTracedLlmCall());

        await gateway.AskAsync();

        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER]
            └─ litellm_request
               ├─ chat gpt-4o-eu [CLIENT] ERROR "{{Limit}}"  {error.message={{Limit}}, error.type="429", litellm.provider.error.code=rate_limit_exceeded, litellm.provider.error.type=tokens}
               └─ chat gpt-4o-eu [CLIENT]
                  └─ → chat gpt-4o-eu
            """,
            await gateway.StopAndPrintAsync("error.", "litellm.provider.error"));
    }

    [Fact]
    public async Task A_body_that_does_not_end_delays_the_gateway_a_moment_and_passes_whole()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = 503;
            await http.Response.WriteAsync("The first half");
            await http.Response.Body.FlushAsync();
            await gate.Task;
            await http.Response.WriteAsync(" and the second");
        }));
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            using var request = Asked();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            gate.SetResult();
            await ForwardAsync(http, response);
        });

        var answer = await gateway.Clock.FireUntilEndAsync(gateway.AskAsync());

        Assert.Equal("The first half and the second", answer.Body);
        Assert.Contains(await gateway.StopAsync(), span => span is { Name: "chat gpt-4o-eu", StatusMessage: "The first half and the second" });
    }

    [Fact]
    public async Task A_body_that_breaks_off_breaks_off_for_the_gateway_too()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Custom(async http =>
        {
            http.Response.StatusCode = 500;
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("The first half");
            await http.Response.Body.FlushAsync();
            await gate.Task;
            http.Abort();
        }));
        Exception? seen = null;
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            using var request = Asked();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            gate.SetResult();
            seen = await Record.ExceptionAsync(() => response.Content.ReadAsStringAsync());
            http.Response.StatusCode = 502;
        });

        await gateway.Clock.FireUntilEndAsync(gateway.AskAsync());

        Assert.IsType<HttpRequestException>(seen);
        Assert.Contains(await gateway.StopAsync(), span => span is { Name: "chat gpt-4o-eu", StatusMessage: "The first half" } && span.Attributes["error.type"] is "500");
    }

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abcdefgh12345678.", "Incorrect API key provided: [redacted].")]
    [InlineData("Incorrect API key provided: sk-proj-****************************wxyz. See the page.", "Incorrect API key provided: [redacted] See the page.")]
    [InlineData("Incorrect API key provided: my-own-form-of-a-key.", "Incorrect API key provided: [redacted].")]
    public async Task A_key_that_the_provider_quotes_is_redacted(string said, string written)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json($$$"""{"error":{"message":"{{{said}}}","code":"invalid_api_key"}}""", 401));
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            using var request = Asked();
            request.Headers.Add("api-key", "my-own-form-of-a-key");
            using var response = await client.SendAsync(request);
            http.Response.StatusCode = 502;
        });

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(written, span.StatusMessage));
    }

    [Fact]
    public async Task A_long_message_is_cut()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Body(new string('x', 100_000), "text/plain", 500));
        await using var gateway = await StartAsync(upstream, ForwardAsync);

        var answer = await gateway.AskAsync();

        Assert.Equal(100_000, answer.Body.Length);
        Assert.All(await gateway.StopAsync(), span => Assert.Equal(new string('x', 1024), span.StatusMessage));
    }

    [Fact]
    public async Task A_setting_keeps_the_providers_texts_out_and_leaves_type_and_code()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy);
        await using var gateway = await StartAsync(upstream, ForwardAsync, setup: new()
        {
            App = _ => { },
            Settings = new() { ["TracedLlm:CaptureProviderErrors"] = "false" },
        });

        await gateway.AskAsync();

        const string Own = "127.0.0.1 answered 429 Too Many Requests.";
        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal((Own, Own), (span.StatusMessage, span.Attributes["error.message"])));
        Assert.All(spans, span => Assert.Equal(("tokens", "rate_limit_exceeded"), (span.Attributes["litellm.provider.error.type"], span.Attributes["litellm.provider.error.code"])));
    }

    [Fact]
    public async Task An_error_may_come_as_an_event_with_its_own_status()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Body(
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n", "text/event-stream", 529));
        await using var gateway = await StartAsync(upstream, ForwardAsync);

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("Overloaded", span.StatusMessage));
    }

    [Fact]
    public async Task A_refusal_of_the_gateway_may_come_as_an_event()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
        {
            http.Response.StatusCode = 429;
            http.Response.ContentType = "text/event-stream";
            return http.Response.WriteAsync("data: {\"error\":{\"message\":\"The budget is spent.\",\"type\":\"budget\"}}\n\n");
        }));

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("The budget is spent.", span.StatusMessage));
    }

    [Fact]
    public async Task Amazons_type_is_in_a_header()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(
            """{"message":"Too many tokens."}""",
            429,
            new Dictionary<string, string> { ["x-amzn-ErrorType"] = "ThrottlingException:http://internal.amazon.com/coral/com.amazon.bedrock/" }));
        await using var gateway = await StartAsync(upstream, ForwardAsync);

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal(
            ("Too many tokens.", "ThrottlingException"), (span.StatusMessage, span.Attributes["litellm.provider.error.type"])));
    }

    [Fact]
    public async Task An_error_chunk_in_a_stream_says_why()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(
        [
            new("""{"id":"chatcmpl-1","object":"chat.completion.chunk","model":"gpt-4o","choices":[{"index":0,"delta":{"content":"Hi"}}]}"""),
            new("""{"error":{"message":"The server had an error.","type":"server_error","code":null}}"""),
        ]));
        await using var gateway = await StartAsync(upstream, ForwardAsync);

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The server had an error."  {error.message=The server had an error., error.type=server_error, litellm.provider.error.type=server_error}
            ├─ litellm_request ERROR "The server had an error."  {error.message=The server had an error., error.type=server_error, litellm.provider.error.type=server_error}
            │  └─ chat gpt-4o-eu [CLIENT] ERROR "The server had an error."  {error.message=The server had an error., error.type=server_error, litellm.provider.error.type=server_error}
            └─ Failed Proxy Server Request ERROR "The server had an error."  {error.message=The server had an error., error.type=server_error, litellm.provider.error.type=server_error}
            """,
            await gateway.StopAndPrintAsync("error.", "litellm.provider.error"));
    }

    [Fact]
    public async Task An_attempt_without_an_answer_has_method_host_and_port_and_what_broke()
    {
        // The method's own client is not traced.
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            using var client = new HttpClient();
            try
            {
                using var response = await LlmSpan.StartCall("gpt-4o").EndWith(client.PostAsync("http://127.0.0.1:9/v1", new StringContent("")));
            }
            catch (HttpRequestException)
            {
                http.Response.StatusCode = 502;
            }
        }));

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Connection refused (127.0.0.1:9)"  {error.message=Connection refused (127.0.0.1:<port>), error.type=System.Net.Http.HttpRequestException, http.request.method=POST}
            ├─ litellm_request ERROR "Connection refused (127.0.0.1:9)"  {error.message=Connection refused (127.0.0.1:<port>), error.type=System.Net.Http.HttpRequestException}
            │  └─ chat gpt-4o [CLIENT] ERROR "Connection refused (127.0.0.1:9)"  {error.message=Connection refused (127.0.0.1:<port>), error.type=System.Net.Http.HttpRequestException, http.request.method=POST, server.address=127.0.0.1, server.port=<port>}
            └─ Failed Proxy Server Request ERROR "Connection refused (127.0.0.1:9)"  {error.code="502", error.message=Connection refused (127.0.0.1:<port>), error.type=System.Net.Http.HttpRequestException}
            """,
            WithoutRootsAddress(await gateway.StopAndPrintAsync(Reason)));
    }

    [Fact]
    public async Task The_reason_of_a_network_error_is_in_an_inner_exception()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
        {
            _ = LlmSpan.StartCall("gpt-4o").RecordException(new HttpRequestException(
                "The SSL connection could not be established, see inner exception.", new IOException("The certificate has expired.")));
            http.Response.StatusCode = 502;
        }));

        await gateway.AskAsync();

        var reasons = (await gateway.StopAsync()).Where(span => span.Name.StartsWith("chat", StringComparison.Ordinal) || span.Name == "litellm_request");
        Assert.All(reasons, span => Assert.Equal(
            "The SSL connection could not be established, see inner exception. ---> The certificate has expired.", span.StatusMessage));
    }

    [Fact]
    public async Task A_refused_request_has_the_gateways_words_and_the_model()
    {
        const string Body = """{"error":{"message":"The model 'nope' does not exist","type":"invalid_request_error","code":"model_not_found"}}""";
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) =>
        {
            http.Response.StatusCode = 404;
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(Body);
        }));

        await gateway.PostBodyAsync(Chat, """{"model":"nope","messages":[]}""");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The model 'nope' does not exist"  {error.message=The model 'nope' does not exist, error.type="404", gen_ai.request.model=nope, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The model 'nope' does not exist"  {error.code="404", error.message=The model 'nope' does not exist, error.type="404", gen_ai.request.model=nope}
            """,
            await gateway.StopAndPrintAsync("error.", "gen_ai.request", "litellm.outcome"));
    }

    [Fact]
    public async Task The_gateways_own_words_stay_where_providers_texts_are_kept_out()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = new() { ["TracedLlm:CaptureProviderErrors"] = "false" },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(Chat, [TracedLlmRoute] () => Results.Problem(detail: "The budget is spent.", statusCode: 402));
            },
        });

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("The budget is spent.", span.StatusMessage));
    }

    [Fact]
    public async Task A_response_without_a_body_is_named_by_its_status()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] () => Results.StatusCode(401)));

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("The gateway answered 401 Unauthorized.", span.StatusMessage));
    }

    [Fact]
    public async Task A_stage_that_refused_says_why_although_a_filter_turned_its_exception_into_a_response()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] () =>
        {
            using var auth = LlmSpan.StartStage(LlmStage.Auth);
            _ = auth.RecordException(new UnauthorizedAccessException("The key is not known."));
            return Results.StatusCode(401);
        }));

        await gateway.AskAsync();

        Assert.All(await gateway.StopAsync(), span => Assert.Equal("The key is not known.", span.StatusMessage));
    }

    [Fact]
    public async Task A_block_names_the_guardrail_and_its_categories()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Chat, [TracedLlmRoute] () =>
        {
            using var guardrail = LlmSpan.StartGuardrail("no-secrets", GuardrailMode.PreCall);
            guardrail.SetOutcome(GuardrailOutcome.Blocked(["aws_key", "password"]));
            return Results.StatusCode(400);
        }));

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'no-secrets': aws_key, password"  {error.message="Blocked by the guardrail 'no-secrets': aws_key, password", error.type=guardrail_intervened}
            ├─ litellm_request ERROR "Blocked by the guardrail 'no-secrets': aws_key, password"  {error.message="Blocked by the guardrail 'no-secrets': aws_key, password", error.type=guardrail_intervened}
            │  └─ guardrail
            └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'no-secrets': aws_key, password"  {error.code="400", error.message="Blocked by the guardrail 'no-secrets': aws_key, password", error.type=guardrail_intervened}
            """,
            await gateway.StopAndPrintAsync("error."));
    }

    [Fact]
    public async Task An_exception_that_says_what_the_provider_said_and_more_is_the_reason()
    {
        await using var upstream = await FakeUpstream.StartAsync(Busy);
        await using var gateway = await StartAsync(upstream, async (_, client) =>
        {
            using var request = Asked();
            using var response = await client.SendAsync(request);
            throw new BadHttpRequestException($"openai: {Limit} Received model group gpt-4o.", 429);
        });

        await gateway.AskAsync();

        Assert.Equal(
            [$"openai: {Limit} Received model group gpt-4o.", $"openai: {Limit} Received model group gpt-4o.", Limit],
            (await gateway.StopAsync()).Where(span => span.Name is "litellm_request" or "chat gpt-4o-eu" || span.Kind == ReceivedSpanKind.Server)
                .OrderBy(span => span.Name == "chat gpt-4o-eu").Select(span => span.StatusMessage));
    }

    // The root's own address has a port of the test.
    private static string WithoutRootsAddress(string tree) => System.Text.RegularExpressions.Regex.Replace(tree, @"(SERVER.*?), server\.address=[^,}]+, server\.port=[^,}]+", "$1");
}
