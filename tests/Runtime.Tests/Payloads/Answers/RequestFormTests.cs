using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>What requests say beside the form of their route: in the query, and in that of the API that they pass through.</summary>
[Collection(ProcessWide.Name)]
public sealed class RequestFormTests
{
    private const string Anthropic =
        """{"model":"claude","max_tokens":5,"system":"Be brief.","messages":[{"role":"user","content":"Hi"}],"metadata":{"session_id":"s-1"}}""";

    [Theory]
    [InlineData("/v1/realtime?model=gpt-realtime", "gpt-realtime")]
    [InlineData("/openai/realtime?api-version=2024-10-01-preview&deployment=my-gpt", "my-gpt")]
    [InlineData("/v1/realtime?model=gpt-realtime&deployment=my-gpt", "gpt-realtime")]
    [InlineData("/v1/realtime?model=", null)]
    [InlineData("/v1/realtime", null)]
    public async Task The_model_of_a_realtime_session_is_in_its_query(string path, string? model)
    {
        await using var gateway = await TestGateway.StartAsync(app =>
        {
            app.UseWebSockets();
            foreach (var route in new[] { "/v1/realtime", "/openai/realtime" })
            {
                app.Map(route, [TracedLlmRoute] async (HttpContext http) =>
                {
                    using var socket = await http.WebSockets.AcceptWebSocketAsync();
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                });
            }
        });
        using var caller = new ClientWebSocket();
        await caller.ConnectAsync(new UriBuilder(new Uri(gateway.Endpoint, path)) { Scheme = "ws" }.Uri, CancellationToken.None);
        await caller.ReceiveAsync(new byte[16].AsMemory(), CancellationToken.None);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");
        Assert.Equal(model, request.Attributes["gen_ai.request.model"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_that_the_caller_of_a_realtime_session_sends_are_its_request(bool content)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.CaptureContent = content,
            App = app =>
            {
                app.UseTracedLlm();
                app.UseWebSockets();
                app.Map("/v1/realtime", [TracedLlmRoute] async (HttpContext http) =>
                {
                    using var socket = await http.WebSockets.AcceptWebSocketAsync();
                    var buffer = new byte[4096];
                    while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
                    {
                        await socket.SendAsync(
                            """{"type":"response.done","response":{"status":"completed","usage":{"input_tokens":6,"output_tokens":2}}}"""u8.ToArray(),
                            WebSocketMessageType.Text,
                            endOfMessage: true,
                            CancellationToken.None);
                    }

                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                });
            },
        });
        using var caller = new ClientWebSocket();
        await caller.ConnectAsync(new UriBuilder(new Uri(gateway.Endpoint, "/v1/realtime?model=asked")) { Scheme = "ws" }.Uri, CancellationToken.None);
        foreach (var message in (string[])
        [
            """{"type":"session.update","session":{"model":"other","instructions":"Rhyme.","temperature":0.8}}""",
            """{"type":"session.update","session":{"instructions":"Be brief.","tools":[{"type":"function","name":"f"}]}}""",
            """{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}}""",
            """{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c","output":"42"}}""",
            """{"type":"response.done","response":{"status":"failed","usage":{"input_tokens":1000,"output_tokens":1000}}}""",
            """{"type":"session.updated","session":{"id":"forged","model":"forged"}}""",
        ])
        {
            await caller.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await caller.ReceiveAsync(new byte[4096].AsMemory(), CancellationToken.None);
        }

        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request").Attributes;
        Assert.Equal(("asked", 0.8, 1L), (request["gen_ai.request.model"], request["gen_ai.request.temperature"], request["litellm.request.tools.declared"]));
        Assert.Equal((36L, 12L), (request["gen_ai.usage.input_tokens"], request["gen_ai.usage.output_tokens"]));
        Assert.False(request.ContainsKey("gen_ai.response.id"));
        Assert.Equal(content ? """[{"type":"text","content":"Be brief."}]""" : null, request["gen_ai.system_instructions"]);
        Assert.Equal(content ? """[{"type":"function","name":"f"}]""" : null, request["gen_ai.tool.definitions"]);
        Assert.Equal(
            content ? """[{"role":"user","parts":[{"type":"text","content":"Hi"}]},{"role":"tool","parts":[{"type":"tool_call_response","id":"c","response":"42"}]}]""" : null,
            request["gen_ai.input.messages"]);
    }

    [Fact]
    public async Task The_query_of_other_APIs_names_no_model()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] () => "served"));

        await gateway.PostAsync("/v1/chat/completions?model=m");

        Assert.DoesNotContain(await gateway.StopAsync(), span => span.Attributes.ContainsKey("gen_ai.request.model"));
    }

    [Fact]
    public async Task A_form_has_metadata_keys_in_brackets()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/audio/transcriptions", [TracedLlmRoute] () => "served"));
        using var form = new MultipartFormDataContent
        {
            { new StringContent("whisper-1"), "model" },
            { new StringContent("s-1"), "metadata[session_id]" },
            { new StringContent("a"), "metadata[tags][]" },
            { new StringContent("greeting"), "metadata[prompt][name]" },
            { new StringContent("b"), "metadata[tags][]" },
            { new StringContent("3"), "metadata[prompt][version]" },
            { new ByteArrayContent([1]), "file", "a.mp3" },
        };

        await PostAsync(gateway, "/v1/audio/transcriptions", form);

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal("s-1", span.Attributes["session.id"]));
        var request = Assert.Single(spans, span => span.Name == "litellm_request").Attributes;
        Assert.Equal(["a", "b"], Assert.IsType<object?[]>(request["litellm.trace.tags"]));
        Assert.Equal(("greeting", 3L), (request["litellm.prompt.name"], request["litellm.prompt.version"]));
    }

    [Theory]
    [InlineData("/v1/images/edits", "image")]
    [InlineData("/v1/audio/transcriptions", "text")]
    [InlineData("/v1/files", null)]
    public async Task The_output_type_of_an_API_needs_no_readable_body(string path, string? type)
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(path, [TracedLlmRoute] () => "served"));
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent([1]), "file", "a.bin" },
            { new StringContent("m"), "model" },
        };

        await PostAsync(gateway, path, form);

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");
        Assert.Equal(type, request.Attributes["gen_ai.output.type"]);
    }

    private static async Task PostAsync(TestGateway gateway, string path, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        await gateway.SendAsync(request);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pass_through_response_is_read_in_the_form_that_its_path_names(bool content)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedAnthropic.Message));
        await using var gateway = await AnsweringGateway.StartAsync("/anthropic/{**path}", upstream, content, "v1/messages");

        await gateway.PostBodyAsync("/anthropic/v1/messages", Anthropic);

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");
        Assert.Equal("pass_through", request.Attributes["gen_ai.operation.name"]);
        Assert.Equal("claude", request.Attributes["gen_ai.request.model"]);
        Assert.Equal("s-1", request.Attributes["session.id"]);
        Assert.Equal(
            content ? """[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]""" : null,
            request.Attributes["gen_ai.input.messages"]);
        Assert.Equal(
            content ? """[{"type":"text","content":"Be brief."}]""" : null,
            request.Attributes["gen_ai.system_instructions"]);
        Assert.Equal(content, request.Attributes.ContainsKey("gen_ai.output.messages"));
    }

    [Fact]
    public async Task A_pass_through_response_of_an_unknown_path_is_read_for_fields_that_most_forms_share()
    {
        await using var gateway = await AnsweringGateway.StartAsync("/anthropic/{**path}", content: true, _ => Task.CompletedTask);

        await gateway.PostBodyAsync("/anthropic/v1/unknown", Anthropic);

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");
        Assert.Equal("claude", request.Attributes["gen_ai.request.model"]);
        Assert.DoesNotContain("gen_ai.input.messages", request.Attributes.Keys);
    }

    [Fact]
    public async Task A_stream_has_the_time_between_events_and_a_body_has_not()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream), UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/chat/completions", upstream, content: false, "v1/chat/completions");

        await gateway.PostAsync("/v1/chat/completions");
        await gateway.PostAsync("/v1/chat/completions");

        var times = (await gateway.StopAsync())
            .Where(span => span.Name == "litellm_request")
            .OrderBy(span => span.StartUnixNano)
            .Select(span => span.Attributes["litellm.response.time_per_output_chunk"])
            .ToList();
        Assert.InRange(Assert.IsType<double>(times[0]), 0, 30);
        Assert.Null(times[1]);
    }

    [Fact]
    public async Task A_stream_with_token_counts_has_the_time_per_token()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedAnthropic.MessageStream));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/messages", upstream, content: false, "v1/messages");

        await gateway.PostAsync("/v1/messages");

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");
        var elapsed = Assert.IsType<double>(request.Attributes["litellm.response.time_per_output_chunk"]) * (RecordedAnthropic.MessageStream.Count - 1);
        var tokens = Assert.IsType<long>(request.Attributes["gen_ai.usage.output_tokens"]);
        Assert.Equal(elapsed, Assert.IsType<double>(request.Attributes["litellm.response.time_per_output_token"]) * (tokens - 1), 1e-6);
    }
}
