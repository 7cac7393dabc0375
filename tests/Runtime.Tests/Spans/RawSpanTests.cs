using System.Net;
using System.Net.Http.Json;
using System.Text;
using TracedLlm.Facts;
using TracedLlm.Taps;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;
using TracedLlm.Tests.Payloads.Answers;

namespace TracedLlm.Tests.Spans;

/// <summary><c>raw_gen_ai_request</c>, the span under each attempt while content is captured.</summary>
[Collection(ProcessWide.Name)]
public sealed class RawSpanTests
{
    private const string Chat = "/v1/chat/completions";

    private static readonly TracedLlmOptions WithContent = new() { CaptureContent = true };

    [Fact]
    public async Task It_has_request_and_response_without_secrets()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json("""{"error":{"message":"Incorrect API key provided: sk-in-header","code":"invalid_api_key"}}""", 401),
            UpstreamAnswer.Sse(RecordedAnthropic.MessageStream));
        await using var gateway = await AnsweringGateway.StartAsync(Chat, upstream, content: true, "v1/chat/completions", "v1/messages");

        await gateway.PostAsync(Chat);

        const string Sent = """{"model":"m","max_tokens":7,"messages":[],"api_key":"[redacted]"}""";
        var spans = await gateway.StopAsync();
        var raws = spans.Where(span => span.Name == "raw_gen_ai_request").OrderBy(span => span.StartUnixNano).ToList();
        Assert.Equal(
            [
                (Sent, """{"error":{"message":"Incorrect API key provided: [redacted]","code":"invalid_api_key"}}"""),
                (Sent, string.Concat(RecordedAnthropic.MessageStream.Select(each => each.ToString()))),
            ],
            raws.Select(raw => ((string)raw.Attributes["litellm.raw.request"]!, (string)raw.Attributes["litellm.raw.response"]!)));
        Assert.All(raws, raw => Assert.Equal(
            ["litellm.call_id", "litellm.raw.request", "litellm.raw.response", "litellm.trace_id"],
            raw.Attributes.Keys.Order(StringComparer.Ordinal)));
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request
               ├─ chat m [CLIENT] ERROR "Incorrect API key provided: [redacted]"  {error.type="401"}
               │  └─ raw_gen_ai_request
               └─ chat m [CLIENT]
                  ├─ → chat m
                  └─ raw_gen_ai_request
            """,
            TestGateway.Print(spans, "error.type"));
    }

    [Fact]
    public async Task Without_content_capture_no_content_is_recorded()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await AnsweringGateway.StartAsync(Chat, upstream, content: false, "v1/chat/completions");

        await gateway.PostAsync(Chat);

        Assert.DoesNotContain(await gateway.StopAsync(), span => span.Name == "raw_gen_ai_request");
    }

    [Fact]
    public async Task The_variable_of_the_conventions_switches_it_on()
    {
        await using var gateway = await MetadataGateway.StartAsync(new()
        {
            App = _ => { },
            Settings = new() { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "true" },
        });

        await gateway.PostBodyAsync(Chat, "{}");

        Assert.Single(await gateway.StopAsync(), span => span.Name == "raw_gen_ai_request");
    }

    [Theory]
    [InlineData("""{"mask_input": true}""", "redacted-by-litellm", """{"id":1}""")]
    [InlineData("""{"mask_output": true}""", """{"asked":1}""", "redacted-by-litellm")]
    public async Task Masking_holds_for_it(string metadata, string request, string response)
    {
        using var recorded = new TracedRequest(options: WithContent);
        recorded.State.AddLateMetadata(new() { Metadata = Encoding.UTF8.GetBytes(metadata) }, link: false, content: false);
        using var answer = LlmSpan.StartCall("m").EndWith(Response("""{"id":1}""", new StringContent("""{"asked":1}""", null, "application/json")));
        await answer.Content.ReadAsByteArrayAsync();

        recorded.End();
        var raw = recorded.Ended("raw_gen_ai_request");
        Assert.Equal((request, response), (raw.GetTagItem("litellm.raw.request"), raw.GetTagItem("litellm.raw.response")));
    }

    public static TheoryData<string, HttpContent?> Requests => new()
    {
        { "of a model", JsonContent.Create(new { asked = 1 }) },
        { "of bytes", Json(new ByteArrayContent("""{"asked":1}"""u8.ToArray())) },
        { "of memory", Json(new ReadOnlyMemoryContent("""{"asked":1}"""u8.ToArray())) },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_in_memory_is_read_and_can_be_sent_again(string kind, HttpContent? content)
    {
        Assert.NotEmpty(kind);
        using var recorded = new TracedRequest(options: WithContent);
        LlmSpan.StartCall("m").EndWith(Response("{}", content)).Dispose();

        recorded.End();
        Assert.Equal("""{"asked":1}""", recorded.Ended("raw_gen_ai_request").GetTagItem("litellm.raw.request"));
        using var sent = new MemoryStream();
        content!.CopyTo(sent, null, CancellationToken.None);
        Assert.Equal("""{"asked":1}""", Encoding.UTF8.GetString(sent.ToArray()));
    }

    public static TheoryData<string, HttpContent?> UnreadRequests => new()
    {
        { "a stream", Json(new StreamContent(new MemoryStream("""{"asked":1}"""u8.ToArray()))) },
        { "a form", new FormUrlEncodedContent([new("client_secret", "s")]) },
        { "a file", new ByteArrayContent([1, 2, 3]) },
        { "encoded", Encoded(Json(new ByteArrayContent([1, 2, 3]))) },
        { "nothing", null },
    };

    [Theory]
    [MemberData(nameof(UnreadRequests))]
    public void A_request_body_that_is_a_stream_or_not_JSON_is_neither_recorded_nor_consumed(string kind, HttpContent? content)
    {
        Assert.NotEmpty(kind);
        using var recorded = new TracedRequest(options: WithContent);
        LlmSpan.StartCall("m").EndWith(Response("{}", content)).Dispose();

        recorded.End();
        Assert.Null(recorded.Ended("raw_gen_ai_request").GetTagItem("litellm.raw.request"));
        Assert.Equal(0, (content as StreamContent)?.ReadAsStream().Position ?? 0);
    }

    [Fact]
    public async Task A_long_body_is_truncated_and_marked_as_truncated()
    {
        using var recorded = new TracedRequest(options: WithContent);
        using var answer = LlmSpan.StartCall("m").EndWith(Response($"\"{new string('x', 100_000)}\"", null));
        await answer.Content.ReadAsByteArrayAsync();

        recorded.End();
        var raw = recorded.Ended("raw_gen_ai_request");
        Assert.Equal(RawText.MaxLength, ((string)raw.GetTagItem("litellm.raw.response")!).Length);
        Assert.Equal(true, raw.GetTagItem("litellm.content.truncated"));
    }

    public static TheoryData<string> Endings => ["exception", "cancelled", "abandoned", "hung", "ended", "half read"];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task It_has_its_attempts_times_in_every_ending(string ending)
    {
        using var recorded = new TracedRequest(options: WithContent);
        var gate = new TaskCompletionSource<HttpResponseMessage>();
        switch (ending)
        {
            case "exception":
                await Assert.ThrowsAsync<HttpRequestException>(() =>
                    LlmSpan.StartCall("m").EndWith(Task.FromException<HttpResponseMessage>(new HttpRequestException("refused"))));
                break;
            case "cancelled":
                _ = LlmSpan.StartCall("m").EndWith(gate.Task);
                recorded.Abort();
                break;
            case "abandoned":
                _ = LlmSpan.StartCall("m").EndWith(Response("{}", null));
                break;
            case "hung":
                _ = LlmSpan.StartCall("m").EndWith(gate.Task);
                break;
            case "ended":
                LlmSpan.StartCall("m").End();
                break;
            default:
                using (var answer = LlmSpan.StartCall("m").EndWith(Response("{}", null)))
                {
                    answer.Content.ReadAsStream().ReadByte();
                }

                break;
        }

        recorded.End();

        var (attempt, raw) = (recorded.Ended("chat m"), recorded.Ended("raw_gen_ai_request"));
        Assert.Equal(attempt.SpanId, raw.ParentSpanId);
        Assert.Equal((attempt.StartTimeUtc, attempt.Duration), (raw.StartTimeUtc, raw.Duration));
        Assert.Equal(ending == "half read" ? "{" : null, raw.GetTagItem("litellm.raw.response"));
    }

    [Fact]
    public void It_is_never_current_and_the_attempt_is()
    {
        using var recorded = new TracedRequest(options: WithContent);
        using var attempt = LlmSpan.StartCall("m");

        Assert.Same(attempt.Activity, System.Diagnostics.Activity.Current);
    }

    [Fact]
    public void A_guardrails_call_has_no_raw_span()
    {
        using var recorded = new TracedRequest(options: WithContent);
        using (LlmSpan.StartGuardrail("judge", GuardrailMode.PreCall))
        {
            LlmSpan.StartCall("judge").End();
        }

        Assert.DoesNotContain("raw_gen_ai_request", recorded.End(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_the_attributes_of_every_span_even_if_they_are_set_while_it_is_open()
    {
        using var recorded = new TracedRequest(options: WithContent);
        using (LlmSpan.StartCall("m"))
        {
            recorded.Trace.SetTraceTag("session.id", "s-1");
        }

        recorded.End();
        Assert.Equal("s-1", recorded.Ended("raw_gen_ai_request").GetTagItem("session.id"));
    }

    [Fact]
    public void An_attempt_that_outlives_its_request_has_a_late_one()
    {
        using var recorded = new TracedRequest(options: WithContent);
        recorded.End();
        LlmSpan.StartCall("m").End();

        Assert.Equal(true, recorded.Ended("raw_gen_ai_request").GetTagItem("litellm.late"));
    }

    [Fact]
    public void The_other_names_have_one_for_it()
    {
        using var recorded = new TracedRequest(options: new() { CaptureContent = true, SpanNames = SpanNames.SemanticConventions });
        LlmSpan.StartCall("m").End();

        recorded.End();
        Assert.NotNull(recorded.Ended("raw_request"));
    }

    [Fact]
    public void A_tag_of_a_call_that_is_named_so_stays_on_the_call()
    {
        Assert.Equal(AttributeOwner.Own, AttributeOwners.OwnerOf(LibraryAttributes.RawRequest, onCall: true));
        Assert.Equal(AttributeOwner.Own, AttributeOwners.OwnerOf(LibraryAttributes.RawResponse, onCall: false));
    }

    private static HttpContent Json(HttpContent content)
    {
        content.Headers.ContentType = new("application/json");
        return content;
    }

    private static HttpContent Encoded(HttpContent content)
    {
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private static HttpResponseMessage Response(string body, HttpContent? request) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(body, null, "application/json"),
        RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/v1/chat/completions") { Content = request },
    };
}
