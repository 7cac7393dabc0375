using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Apis.Realtime;
using TracedLlm.Responses;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>An error in a response with a success status.</summary>
[Collection(ProcessWide.Name)]
public sealed class ReportedErrorTests
{
    private const string AnthropicError = """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""";
    private const string OpenAiError = """{"error":{"message":"The server had an error","type":"server_error","param":null,"code":null}}""";

    private static readonly string[] Shown =
        ["litellm.outcome", "error.type", "gen_ai.usage.", "litellm.attempt.kind", "http.response.status_code"];

    private static readonly SseEvent[] BrokenMessages = [RecordedAnthropic.MessageStream[0], RecordedAnthropic.MessageStream[3], new(AnthropicError, "error")];

    [Fact]
    public async Task An_error_in_a_providers_stream_is_the_attempts_and_the_requests_and_usage_is_kept()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(BrokenMessages));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/messages", upstream, content: false, "v1/messages");

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Overloaded"  {error.type=overloaded_error, http.response.status_code=200, litellm.outcome=error}
            ├─ litellm_request ERROR "Overloaded"  {error.type=overloaded_error, gen_ai.usage.cache_creation.input_tokens=0, gen_ai.usage.cache_read.input_tokens=8, gen_ai.usage.input_tokens=33, gen_ai.usage.output_tokens=1}
            │  └─ chat m [CLIENT] ERROR "Overloaded"  {error.type=overloaded_error, http.response.status_code=200, litellm.attempt.kind=initial}
            └─ Failed Proxy Server Request ERROR "Overloaded"  {error.type=overloaded_error}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    [Fact]
    public async Task A_successful_retry_clears_the_error_and_the_attributes_of_the_failed_response()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Sse(BrokenMessages), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/chat/completions", upstream, content: false, "v1/messages", "v1/chat/completions");

        await gateway.PostAsync("/v1/chat/completions");

        var tree = await gateway.StopAndPrintAsync("litellm.outcome", "error.type", "litellm.attempt.kind", "gen_ai.usage.cache_creation", "gen_ai.response.id");
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request  {gen_ai.response.id=chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT}
               ├─ chat m [CLIENT] ERROR "Overloaded"  {error.type=overloaded_error, litellm.attempt.kind=initial}
               └─ chat m [CLIENT]  {litellm.attempt.kind=retry}
                  └─ → chat m
            """,
            tree);
    }

    [Fact]
    public async Task An_attempt_whose_open_stream_reports_an_error_ends_when_the_next_attempt_starts()
    {
        using var request = new TracedRequest(LlmApi.Messages);
        using var left = LlmSpan.StartCall("claude").EndWith(Response($"event: error\ndata: {AnthropicError}\n\n", "text/event-stream"));
        var stream = await left.Content.ReadAsStreamAsync();
        Assert.NotEqual(0, await stream.ReadAsync(new byte[1024]));
        Assert.Equal("", request.Print());

        using (LlmSpan.StartCall("second"))
        {
            Assert.Equal("overloaded_error", request.Ended("chat claude").GetTagItem("error.type"));
        }

        Assert.Contains("litellm.outcome=ok", request.End(200, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/messages", "event: error\ndata: " + AnthropicError + "\n\n", "overloaded_error", " \"Overloaded\"")]
    [InlineData("/v1/chat/completions", "data: " + OpenAiError + "\n\ndata: [DONE]\n\n", "server_error", " \"The server had an error\"")]
    [InlineData("/v1/responses", "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"m\",\"param\":null,\"sequence_number\":1}\n\n", "server_error", " \"m\"")]
    [InlineData("/v1/responses", "data: {\"type\":\"response.failed\",\"response\":{\"id\":\"r\",\"status\":\"failed\",\"error\":null}}\n\n", "_OTHER", "")]
    [InlineData("/v1/threads/{id}/runs", "event: thread.run.failed\ndata: {\"id\":\"run_1\",\"object\":\"thread.run\",\"status\":\"failed\",\"last_error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"m\"}}\n\n", "rate_limit_exceeded", " \"m\"")]
    public async Task That_the_gateway_itself_writes_it_is_the_requests(string route, string stream, string errorType, string message)
    {
        await using var gateway = await AnsweringGateway.StartAsync(route, content: false, http => Write(http, "text/event-stream", stream));

        await gateway.PostAsync(route.Replace("{id}", "thread_1", StringComparison.Ordinal));

        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] ERROR{{message}}  {error.type={{errorType}}, litellm.outcome=error}
            ├─ litellm_request ERROR{{message}}  {error.type={{errorType}}}
            └─ Failed Proxy Server Request ERROR{{message}}  {error.type={{errorType}}}
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "error.type"));
    }

    [Theory]
    [InlineData("/v1/responses", """{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"m"}}""", "server_error")]
    [InlineData("/v1/chat/completions", """{"error":{"message":"m","code":502}}""", "502")]
    [InlineData("/v1/chat/completions", """{"error":"no model"}""", "_OTHER")]
    [InlineData("/v1/responses", """{"id":"resp_1","status":"incomplete","error":null,"incomplete_details":{"reason":"max_output_tokens"}}""", null)]
    [InlineData("/v1/responses", """{"id":"resp_1","status":"cancelled"}""", null)]
    [InlineData("/openai/{**path}", """{"error":false,"result":1}""", null)]
    [InlineData("/openai/{**path}", """{"error":"","result":1}""", null)]
    public async Task An_error_in_a_whole_body_is_the_requests_on_APIs_that_define_one(string route, string body, string? errorType)
    {
        await using var gateway = await AnsweringGateway.StartAsync(route, content: false, http => Write(http, "application/json", body));

        await gateway.PostAsync(route.Replace("{**path}", "v1/other", StringComparison.Ordinal));

        var root = Assert.Single(await gateway.StopAsync(), span => span.Name == "Received Proxy Server Request");
        Assert.Equal(errorType, root.Attributes["error.type"]);
        Assert.Equal(errorType is null ? "ok" : "error", root.Attributes["litellm.outcome"]);
    }

    [Fact]
    public async Task An_error_in_the_body_does_not_replace_an_error_status()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedAnthropic.OverloadedError, 529));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/messages", upstream, content: false, "v1/messages");

        await gateway.PostAsync("/v1/messages");

        var attempt = Assert.Single(await gateway.StopAsync(), span => span.Name == "chat m");
        Assert.Equal("529", attempt.Attributes["error.type"]);
    }

    [Theory]
    [InlineData("data: " + OpenAiError + "\n\n", "error")]
    [InlineData("event: error\ndata: {}\n\n", "ok")]
    [InlineData("event: error\ndata: No capacity\n\n", "error")]
    [InlineData("event: message\ndata: " + OpenAiError + "\n\n", "error")]
    [InlineData("data: {\"error\":\"No capacity\"}\n\n", "error")]
    [InlineData("data: { \"error\" : { \"message\" : \"No capacity\" } }\n\n", "error")]
    [InlineData("data: {\"error\":null}\n\n", "cancelled")]
    [InlineData("data: " + OpenAiError + "\n\n", "error", LlmApi.Responses)]
    [InlineData("data: {\"sequence_number\":3,\"error\":\"No capacity\"}\n\n", "error", LlmApi.Responses)]
    [InlineData("data: " + OpenAiError + "\n\n", "error", LlmApi.Messages)]
    [InlineData("data: {\"object\":\"error\",\"message\":\"No capacity\",\"code\":500}\n\n", "error")]
    public void A_caller_that_leaves_because_of_it_has_not_cancelled(string events, string outcome, LlmApi api = LlmApi.ChatCompletions)
    {
        using var request = new TracedRequest(api);
        var payload = ResponsePayloads.TapCaller(request.State);
        request.State.Response = payload;
        payload.OnStart("text/event-stream", null, 200);
        payload.OnBytes(Encoding.UTF8.GetBytes(events));

        request.Abort();
        payload.OnEnd(complete: false);

        Assert.Contains($"litellm.outcome={outcome}", request.End(200, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_cut_stream_is_no_failure_after_the_caller_disconnected()
    {
        using var request = new TracedRequest(LlmApi.Messages);
        var response = LlmSpan.StartCall("claude").EndWith(Response($"event: error\ndata: {AnthropicError}\n\n", "text/event-stream"));
        request.Abort();
        Assert.NotEqual(0, response.Content.ReadAsStream().Read(new byte[1024]));

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat claude [CLIENT]  {litellm.outcome=cancelled}
            """,
            request.End(200, "litellm.outcome", "error.type"));
        response.Dispose();
    }

    [Fact]
    public void A_realtime_session_continues_after_an_error_event()
    {
        var reader = new RealtimeReader();
        reader.OnEvent("gateway"u8, """{"type":"error","error":{"type":"invalid_request_error","code":"invalid_event"}}"""u8);

        Assert.Null(reader.Error);
    }

    private static Task Write(HttpContext http, string type, string body)
    {
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    private static HttpResponseMessage Response(string body, string contentType)
    {
        var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpResponseMessage { Content = content };
    }
}
