using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Responses;

/// <summary>A provider that breaks off: the caller receives all that came before, and an error.</summary>
public sealed class BrokenStreamTests
{
    // How long a provider may be silent.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(77);

    private const string Lines = "application/x-ndjson";

    private const string FramesType = "application/vnd.amazon.eventstream";

    private const string Chat = """{"model":"gpt","stream":true,"messages":[]}""";

    /// <summary>A request of which the gateway changes no stream.</summary>
    private const string ChatWithUsage = """{"model":"gpt","stream":true,"stream_options":{"include_usage":true},"messages":[]}""";

    private const string OpenAiError = """data: {"error":{"message":"The provider's response broke off.","type":"server_error","param":null,"code":"server_error"}}""" + "\n\n";

    private const string AnthropicError = "event: error\n" + """data: {"type":"error","error":{"type":"api_error","message":"The provider's response broke off."}}""" + "\n\n";

    private const string ResponsesError = "event: error\n"
        + """data: {"type":"error","code":"server_error","message":"The provider's response broke off.","param":null,"sequence_number":1,"error":{"message":"The provider's response broke off.","type":"server_error","param":null,"code":"server_error"}}""" + "\n\n";

    private const string AssistantsError = "event: error\n" + OpenAiError;

    private const string GeminiError = """{"error":{"code":502,"message":"The provider's response broke off.","status":"UNAVAILABLE"}}""" + "\n\n";

    private const string CohereError = "event: message-end\n" + """data: {"type":"message-end","delta":{"finish_reason":"ERROR","error":"The provider's response broke off."}}""" + "\n\n";

    private const string LineError = """{"error":"The provider's response broke off."}""" + "\n";

    public static TheoryData<string, string, string, string, string> Cases { get; } = new()
    {
        { "/v1/chat/completions", Chat, "data: {\"id\":\"1\"}\n\n", "text/event-stream", OpenAiError },
        { "/openai/deployments/gpt/chat/completions", Chat, "data: {\"id\":\"1\"}\n\n", "text/event-stream; charset=utf-8", OpenAiError },
        { "/v1/completions", """{"model":"gpt","stream":true,"prompt":"hi"}""", "data: {\"id\":\"1\"}\r\n\r\n", "text/event-stream", OpenAiError },
        { "/v1/messages", """{"model":"claude","stream":true,"messages":[]}""", "event: ping\ndata: {\"type\":\"ping\"}\n\n", "text/event-stream", AnthropicError },
        { "/v1/responses", """{"model":"gpt","stream":true,"input":"hi"}""", "event: response.created\ndata: {\"type\":\"response.created\"}\n\n", "text/event-stream", ResponsesError },
        { "/v1/threads/t/runs", """{"assistant_id":"a","stream":true}""", "event: thread.run.created\ndata: {}\n\n", "text/event-stream", AssistantsError },
        { "/v1beta/models/flash:streamGenerateContent?alt=sse", "{}", "data: {\"candidates\":[]}\n\n", "text/event-stream", GeminiError },
        { "/v1beta/models/flash:streamGenerateContent", "{}", "[{\"candidates\":[{\"text\":\"\\\"}]\"}]}\n,\r\n{}", "application/json", ",\r\n" + GeminiError.TrimEnd() + "\r\n]" },
        { "/cohere/v2/chat", """{"model":"command-a","stream":true}""", "event: message-start\ndata: {\"type\":\"message-start\"}\n\n", "text/event-stream", CohereError },
        { "/anthropic/v1/messages", """{"model":"claude-x","stream":true}""", "event: ping\ndata: {\"type\":\"ping\"}\n\n", "text/event-stream", AnthropicError },
        { "/cohere/api/chat", """{"model":"llama"}""", "{\"done\":false}\n", Lines, LineError },
        { "/cohere/v1/chat", """{"model":"command-r","stream":true}""", "{\"event_type\":\"stream-start\"}\n", "application/stream+json", LineError },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_stream_that_breaks_off_ends_with_an_error_in_the_form_of_its_API(string path, string body, string complete, string contentType, string error)
    {
        foreach (var cut in new[] { "", "data: {\"id\":\"2\",\"te", "{\"half" })
        {
            await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(complete + cut), contentType));

            using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", body);
            var received = await response.Content.ReadAsStringAsync();

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(complete + error, received);
            Assert.Single(gateway.Upstream.Requests);
            var spans = await gateway.SpansAsync();
            Assert.All(
                spans.Where(span => span.Kind != ReceivedSpanKind.Internal || span.Name == "litellm_request"),
                span => Assert.Equal(ReceivedStatus.Error, span.Status));
        }
    }

    [Fact]
    public async Task A_stored_response_that_is_streamed_ends_with_the_error_of_its_API()
    {
        const string Sent = "event: response.created\ndata: {\"type\":\"response.created\"}\n\n";
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(Sent)));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v1/responses/resp_1?stream=true", "application/json", body: null);

        Assert.Equal(Sent + ResponsesError, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("data: {\"id\":\"1\"}\n", "\n")]
    [InlineData("data: {\"id\":\"1\"}\r\n", "\n")]
    [InlineData("data: {\"id\":\"1\"}\r", "\n")]
    [InlineData("data: {\"id\":\"1\"}\n\n: comment\n", "")]
    public async Task An_event_without_its_empty_line_is_ended_in_front_of_the_error(string sent, string end)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(sent)));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", ChatWithUsage);

        Assert.Equal(sent + end + OpenAiError, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/chat/completions", Chat, "data: {\"id\":\"1\"}\n\ndata: [DONE]\n\n", "")]
    [InlineData("/v1/chat/completions", ChatWithUsage, "data: {\"id\":\"1\"}\n\ndata: [DONE]\n", "\n")]
    [InlineData("/v1/chat/completions", ChatWithUsage, "event: message\r\ndata: [DONE]\r\n", "\n")]
    [InlineData("/v1/messages", """{"model":"claude","stream":true,"messages":[]}""", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", "")]
    [InlineData("/v1/messages", """{"model":"claude","stream":true,"messages":[]}""", "data: {\"type\":\"message_stop\"}\n\n", "")]
    [InlineData("/v1/responses", """{"model":"gpt","stream":true,"input":"hi"}""", "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{}}\n\n", "")]
    [InlineData("/v1/responses", """{"model":"gpt","stream":true,"input":"hi"}""", "data: {\"type\":\"response.incomplete\",\"response\":{}}\n\n", "")]
    [InlineData("/v1/threads/t/runs", """{"assistant_id":"a","stream":true}""", "event: done\ndata: [DONE]\n\n", "")]
    [InlineData("/v1beta/models/flash:streamGenerateContent?alt=sse", "{}", "data: {\"candidates\":[{\"content\":{},\"finishReason\":\"STOP\"}]}\n\n", "")]
    [InlineData("/v1/chat/completions", Chat, "data: {\"error\":{\"message\":\"overloaded\"}}\n\n", "")]
    public async Task A_stream_that_breaks_off_after_its_last_event_is_complete(string path, string body, string events, string end)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(events)));

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", body);

        Assert.Equal(events + end, await response.Content.ReadAsStringAsync());
        Assert.Single(gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("{\"message\":{\"content\":\"ho\"},\"done\":false}\n{\"done\":true}\n", "")]
    [InlineData("{\"error\":\"overloaded\"}\n", "")]
    [InlineData("{\"message\":{\"content\":\"\\\"done\\\":true\",\"tool_calls\":[{\"done\":true}]},\"done\":false}\n", LineError)]
    [InlineData("{\"done\":false}\n{\"done\":true", LineError)]
    public async Task A_stream_of_lines_that_breaks_off_after_its_last_line_is_complete(string lines, string error)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(lines), Lines));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/api/chat", "application/json", """{"model":"llama","messages":[]}""");

        Assert.Equal(lines[..(lines.LastIndexOf('\n') + 1)] + error, await response.Content.ReadAsStringAsync());
    }

    public static TheoryData<string, string[], bool> Frames { get; } = new()
    {
        { "converse-stream", ["messageStop {}", "metadata {}"], true },
        { "converse-stream", ["messageStop {}"], false },
        { "converse-stream", ["metadata {}"], false },
        { "invoke-with-response-stream", [Chunk("""{"type":"message_stop","amazon-bedrock-invocationMetrics":{"inputTokenCount":3}}""")], true },
        { "invoke-with-response-stream", [Chunk("""{"type":"message_stop"}""")], false },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task A_stream_of_frames_that_breaks_off_after_its_last_frame_is_complete(string call, string[] frames, bool isComplete)
    {
        byte[] sent = [.. frames.SelectMany(frame => EventFrames.Frame(
            Encoding.UTF8.GetBytes(frame.Split(' ', 2)[1]), (":event-type", frame.Split(' ')[0]), (":content-type", "application/json"), (":message-type", "event")))];
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(sent, FramesType));

        using var response = await gateway.SendAsync(HttpMethod.Post, $"/model/nova/{call}", "application/json", """{"messages":[]}""");
        var received = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(sent, received[..sent.Length]);
        Assert.Equal(isComplete, received.Length == sent.Length);
    }

    [Theory]
    [InlineData("/v1/chat/completions", ChatWithUsage, "text/event-stream", "data: {\"id\":\"1\"}\n\ndata: ", "\n\n" + OpenAiError)]
    [InlineData("/v1/messages", """{"model":"claude","stream":true,"messages":[]}""", "text/event-stream", "event: ping\ndata: ", "\n\n" + AnthropicError)]
    [InlineData("/api/chat", """{"model":"llama","messages":[]}""", Lines, "{\"done\":false}\n{\"x\":\"", "\n" + LineError)]
    public async Task Of_a_long_unit_everything_that_came_passes_before_the_error(string path, string body, string contentType, string start, string error)
    {
        var sent = start + new string('x', 40_000);
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(sent), contentType));

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", body);

        Assert.Equal(sent + error, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1beta/models/flash:streamGenerateContent", "application/json")]
    [InlineData("/model/nova/converse-stream", FramesType)]
    public async Task Of_a_long_unit_that_no_error_can_follow_everything_that_came_leaves_before_the_cut(string path, string contentType)
    {
        byte[] sent = contentType == FramesType
            ? EventFrames.Frame(new byte[50_000], (":event-type", "contentBlockDelta"))[..40_001]
            : Encoding.UTF8.GetBytes("[{\"candidates\":[\"" + new string('x', 40_001));
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Cut(sent, contentType));

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", """{"messages":[]}""");
        await using var body = await response.Content.ReadAsStreamAsync();
        var received = new byte[sent.Length];
        await body.ReadExactlyAsync(received);

        Assert.Equal(sent, received);
        await Assert.ThrowsAnyAsync<IOException>(async () => await body.ReadExactlyAsync(new byte[1]));
    }

    [Fact]
    public async Task A_caller_that_reads_slowly_receives_everything()
    {
        var clock = new TestClock();
        var configuration = TestConfiguration.Read("model_list: [{ model_name: gpt, litellm_params: { model: simulated/demo } }]");
        var text = $"data: {new string('x', 10_000)}\n\n";
        using var response = new HttpResponseMessage { Content = new StringContent(text + text, Encoding.UTF8, "text/event-stream") };
        await using var caller = new HeldBody();
        var http = new DefaultHttpContext { Response = { Body = caller } };
        var place = new DeploymentLimits(configuration, clock).TryAcquire(configuration.Deployments)!;
        using var answer = new ProviderAnswer(response, new RoutedCall(place.Deployment, "", "", null, place, new OpenCalls())) { Timeout = Limit };

        var relaying = new ResponseRelay(configuration, clock).CopyAsync(answer, http);
        await caller.Written.WaitAsync(Patience.Default);
        clock.Advance(2 * Limit);
        caller.Gate.SetResult();
        await relaying;

        Assert.Equal(text + text, Encoding.UTF8.GetString(caller.ToArray()));
    }

    [Fact]
    public async Task A_stream_of_frames_ends_with_an_exception_frame()
    {
        var frame = EventFrames.Frame("""{"delta":{"text":"Hi"}}"""u8.ToArray(), (":message-type", "event"), (":event-type", "contentBlockDelta"));
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Cut([.. frame, .. frame[..20]], "application/vnd.amazon.eventstream"));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: b, litellm_params: {{ model: bedrock/x, api_base: '{upstream.Endpoint}', api_key: k }} }}]");

        using var response = await gateway.PostAsync("/bedrock/model/x/converse-stream", "{}");
        var received = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(frame, received[..frame.Length]);
        Assert.Equal(
            EventFrames.Frame(
                """{"message":"The provider's response broke off.","originalStatusCode":502}"""u8.ToArray(),
                (":message-type", "exception"),
                (":exception-type", "modelStreamErrorException"),
                (":content-type", "application/json")),
            received[frame.Length..]);
    }

    // The values of botocore's test of its decoder: tests/unit/test_eventstream.py.
    [Fact]
    public void A_frame_has_the_checksums_of_the_format() => Assert.Equal(
        "0000003D0000002007FD83960C636F6E74656E742D747970650700106170706C69636174696F6E2F6A736F6E7B27666F6F273A27626172277D8D9C08B1",
        Convert.ToHexString(EventFrames.Frame("{'foo':'bar'}"u8.ToArray(), ("content-type", "application/json"))));

    [Fact]
    public async Task A_stream_that_falls_silent_ends_with_an_error()
    {
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Sse([new("{}"), new("{}", Gate: new TaskCompletionSource())]), "request_timeout: 77");

        var sending = gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", Chat);

        // The call of the provider, the first event, and the event that does not come.
        await gateway.Gateway.Clock.WaitForStartsAsync(Limit, 3);
        await gateway.Gateway.Clock.FireAsync(Limit);
        using var response = await sending;

        Assert.Equal(
            "data: {}\n\n" + """data: {"error":{"message":"The provider's response did not arrive in time.","type":"server_error","param":null,"code":"timeout"}}""" + "\n\n",
            await response.Content.ReadAsStringAsync());
    }

    // The limit is that of silence, whether a guardrail holds the stream back or not.
    [Fact]
    public async Task A_stream_that_is_held_back_may_last_longer_than_the_provider_may_be_silent()
    {
        TestClock? clock = null;
        await using var gateway = await TracedGateway.StartAsync(
            _ => UpstreamAnswer.Custom(async http =>
            {
                http.Response.ContentType = "text/event-stream";
                for (var i = 0; i < 10; i++)
                {
                    var reads = clock!.CountStarts(Limit);
                    await http.Response.WriteAsync("data: {}\n\n");
                    await http.Response.Body.FlushAsync();
                    await clock.WaitForStartsAsync(Limit, reads + 1);
                    clock.Advance(Limit / 3);
                }

                await http.Response.WriteAsync("data: [DONE]\n\n");
            }),
            "request_timeout: 77",
            "{ guardrail_name: after, litellm_params: { guardrail: regex, mode: post_call, default_on: true, pattern: NOTHING } }");
        clock = gateway.Gateway.Clock;

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", ChatWithUsage);

        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_is_longer_than_the_buffer_passes_before_its_end()
    {
        var text = "data: " + new string('x', 200_000);
        var gate = new TaskCompletionSource();
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Custom(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(text);
            await http.Response.Body.FlushAsync();
            await gate.Task;
            await http.Response.WriteAsync("y\n\n");
        }));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/chat/completions", "application/json", ChatWithUsage);
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[180_000]).AsTask().WaitAsync(Patience.Default);
        gate.SetResult();

        using var rest = new StreamReader(body);
        Assert.Equal((text + "y\n\n")[180_000..], await rest.ReadToEndAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void An_array_passes_element_by_element(int step)
    {
        const string Elements = """[{"text":"\"}]{","x":[1,{}]}, {"y":"\\"}, {}]""" + "\n";
        var bytes = Encoding.UTF8.GetBytes(Elements);
        var framing = new JsonArrayElements();
        var parts = new List<string>();
        var taken = 0;
        for (var seen = 0; seen < bytes.Length;)
        {
            seen = Math.Min(seen + step, bytes.Length);
            var count = framing.Take(bytes.AsSpan(taken, seen - taken), isFull: false);
            parts.Add(Encoding.UTF8.GetString(bytes, taken, count));
            taken += count;
        }

        Assert.Equal(Elements.TrimEnd(), string.Concat(parts));
        Assert.True(framing.IsComplete);
        Assert.All(parts, part => Assert.True(part.Length == 0 || part.EndsWith('}') || part.EndsWith(']')));
    }

    [Theory]
    [InlineData("application/json", "{\"id\":\"chatcmpl-1\",\"choices\":[")]
    [InlineData("text/event-stream", "data: {}\n\ndata: {}\n\n")]
    public async Task Of_a_promised_length_everything_that_came_leaves_before_the_cut(string contentType, string sent)
    {
        for (var i = 0; i < 10; i++)
        {
            await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.AbortAfter(sent + "the rest", sent.Length, contentType));
            await using var gateway = await RunningGateway.StartAsync(Models(upstream));
            using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

            await caller.PostJsonAsync("/v1/chat/completions", ChatWithUsage);
            var received = await caller.ReadToEndAsync();

            Assert.StartsWith("HTTP/1.1 200 OK\r\n", received, StringComparison.Ordinal);
            Assert.Contains($"Content-Length: {sent.Length + 8}\r\n", received, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\n" + sent, received, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Of_a_body_in_chunks_everything_that_came_leaves_before_the_cut_and_the_body_has_no_end()
    {
        const string Sent = "{\"id\":\"chatcmpl-1\",\"choices\":[";
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Cut(Encoding.UTF8.GetBytes(Sent), "application/json"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.PostJsonAsync("/v1/chat/completions", Chat);

        Assert.EndsWith("\r\n\r\n1e\r\n" + Sent + "\r\n", await caller.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_2_a_stream_ends()
    {
        const string Sent = "data: {}\n\n";
        var breaks = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(_ => BreakAfter(Sent, breaks.Task));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream), "--Kestrel:EndpointDefaults:Protocols=Http2");
        using var request = Http2Request();

        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        var begin = new byte[Sent.Length];
        await body.ReadExactlyAsync(begin);
        breaks.SetResult();
        using var rest = new StreamReader(body);

        Assert.Equal(Sent, Encoding.UTF8.GetString(begin));
        Assert.Equal(OpenAiError, await rest.ReadToEndAsync());
    }

    // The beginning of such a body is held until its end, which has the cost for the headers.
    [Fact]
    public async Task Over_HTTP_2_another_body_is_cut()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Cut("{\"choices\":["u8.ToArray(), "application/json"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream), "--Kestrel:EndpointDefaults:Protocols=Http2");
        using var request = Http2Request();

        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Client.SendAsync(request));
    }

    private static UpstreamAnswer BreakAfter(string sent, Task breaks) => UpstreamAnswer.Custom(async http =>
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync(sent);
        await http.Response.Body.FlushAsync();
        await breaks;
        http.Abort();
    });

    private static HttpRequestMessage Http2Request() => new(HttpMethod.Post, "/v1/chat/completions")
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        Content = new StringContent(ChatWithUsage, Encoding.UTF8, "application/json"),
    };

    private static string Chunk(string json) => $$"""chunk {"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}"}""";

    private static string Models(FakeUpstream upstream) =>
        $"model_list: [{{ model_name: gpt, litellm_params: {{ model: openai/gpt-4.1, api_base: '{upstream.Endpoint}v1', api_key: k }} }}]";
}
