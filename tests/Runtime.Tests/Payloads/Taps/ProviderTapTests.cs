using System.Net;
using System.Text;
using TracedLlm.Taps;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>A provider's bytes reach the reader of its attempt.</summary>
public class ProviderTapTests
{
    private static readonly string Stream = RecordedOpenAi.ChatCompletionStream.ToText();

    private readonly RecordedPayloads _payloads = new();

    [Fact]
    public async Task An_event_stream_is_read_event_by_event()
    {
        using var request = Request();
        using var response = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(Response(Stream, "text/event-stream")));

        Assert.Equal(Stream, await response.Content.ReadAsStringAsync());

        var payload = Assert.Single(_payloads.Providers);
        Assert.Equal(RecordedOpenAi.ChatCompletionStream.Select(each => "|" + each.Data), payload.Events);
        var end = await payload.End;
        Assert.Equal((true, 200, UnreadReason.None), (end.IsComplete, end.StatusCode, end.Unread));
        Assert.Equal(payload.Events.Count, end.Chunks!.Count);
        Assert.NotNull(end.Chunks!.First);
        Assert.NotNull(end.Chunks!.PerChunk);
    }

    [Fact]
    public async Task The_body_of_an_error_is_no_answer()
    {
        using var request = Request();
        using var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(RecordedOpenAi.RateLimitError, "application/json", HttpStatusCode.TooManyRequests));

        Assert.Equal(RecordedOpenAi.RateLimitError, await response.Content.ReadAsStringAsync());

        Assert.Empty(_payloads.Providers);
    }

    [Fact]
    public async Task A_json_body_is_read_at_its_end()
    {
        const string Body = RecordedOpenAi.ChatCompletion;
        using var request = Request();
        using var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(Body, "application/json; charset=utf-8"));
        await using var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        while (await stream.ReadAsync(buffer) > 0)
        {
            Assert.Null(_payloads.Providers[0].Json);
        }

        Assert.Equal(Body, Encoding.UTF8.GetString(_payloads.Providers[0].Json!));
        Assert.Equal(200, (await _payloads.Providers[0].End).StatusCode);
    }

    [Fact]
    public async Task Each_attempt_has_a_reader_of_its_own()
    {
        using var request = Request();
        foreach (var body in new[] { "1", "2" })
        {
            using var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(body, "application/json"));
            await response.Content.ReadAsByteArrayAsync();
        }

        Assert.Equal(["1", "2"], _payloads.Providers.Select(payload => Encoding.UTF8.GetString(payload.Json!)));
    }

    [Fact]
    public async Task A_compressed_response_is_passed_unread()
    {
        using var request = Request();
        var message = Response("zip", "application/json");
        message.Content.Headers.ContentEncoding.Add("gzip");
        using var response = LlmSpan.StartCall("gpt-4o").EndWith(message);

        Assert.Equal("zip", await response.Content.ReadAsStringAsync());
        Assert.Equal(UnreadReason.Encoded, (await _payloads.Providers[0].End).Unread);
        Assert.Null(_payloads.Providers[0].Json);
    }

    [Fact]
    public async Task A_stream_that_is_disposed_half_read_is_not_complete()
    {
        using var request = Request();
        using (var response = LlmSpan.StartCall("gpt-4o").EndWith(Response("data: 1\n\ndata: 2\n\n", "text/event-stream")))
        {
            var stream = await response.Content.ReadAsStreamAsync();
            Assert.Equal(12, await stream.ReadAsync(new byte[12]));
        }

        Assert.Equal(["|1"], _payloads.Providers[0].Events);
        Assert.False((await _payloads.Providers[0].End).IsComplete);
    }

    [Fact]
    public async Task A_stream_that_its_request_leaves_open_ends_before_its_span()
    {
        using var request = Request();
        var response = LlmSpan.StartCall("gpt-4o").EndWith(Response("data: 1\n\ndata: 2\n\n", "text/event-stream"));
        var stream = await response.Content.ReadAsStreamAsync();
        Assert.Equal(12, await stream.ReadAsync(new byte[12]));

        request.End();

        Assert.False((await _payloads.Providers[0].End).IsComplete);
        Assert.Equal(6, await stream.ReadAsync(new byte[12]));
        Assert.Equal(["|1"], _payloads.Providers[0].Events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_throwing_reader_is_removed_and_the_response_continues(bool onCreation)
    {
        using var request = new TracedRequest(payloads: new BrokenPayloads(onCreation));
        using var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(Stream, "text/event-stream"));

        Assert.Equal(Stream, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_response_to_a_guardrails_call_is_not_the_requests_response()
    {
        using var request = Request();
        using (LlmSpan.StartGuardrail("judge", GuardrailMode.PreCall))
        {
            using var response = LlmSpan.StartCall("gpt-4o-mini").EndWith(Response("{}", "application/json"));
            await response.Content.ReadAsStringAsync();
        }

        Assert.Empty(_payloads.Providers);
    }

    private TracedRequest Request() => new(payloads: _payloads);

    private static HttpResponseMessage Response(string body, string contentType, HttpStatusCode status = HttpStatusCode.OK)
    {
        var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body)));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return new HttpResponseMessage(status) { Content = content };
    }
}
