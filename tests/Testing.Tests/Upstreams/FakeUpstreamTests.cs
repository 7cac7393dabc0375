using System.Net;
using System.Text;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Testing.Tests.Upstreams;

public sealed class FakeUpstreamTests : IDisposable
{
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Scripted_answers_come_in_turn_and_then_a_501()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429, new Dictionary<string, string> { ["retry-after"] = "1" }),
            UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        using var first = await _client.GetAsync(upstream.Endpoint);
        using var second = await _client.GetAsync(upstream.Endpoint);
        using var third = await _client.GetAsync(upstream.Endpoint);

        Assert.Equal(HttpStatusCode.TooManyRequests, first.StatusCode);
        Assert.Equal("1", first.Headers.RetryAfter?.ToString());
        Assert.Equal(RecordedOpenAi.ChatCompletion, await second.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotImplemented, third.StatusCode);
    }

    [Fact]
    public async Task Requests_are_recorded_with_headers_and_body()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(upstream.Endpoint, "/v1/messages?beta=true"))
        {
            Content = new StringContent("""{"model":"claude – sonnet"}"""),
            Headers = { { "x-api-key", "key" } },
        };

        using var response = await _client.SendAsync(request);

        var recorded = Assert.Single(upstream.Requests);
        Assert.Equal("POST /v1/messages?beta=true", recorded.ToString());
        Assert.Equal("key", recorded.Headers["X-Api-Key"]);
        Assert.Equal("""{"model":"claude – sonnet"}""", recorded.Body);
        await recorded.WaitForCompletionAsync();
        Assert.False(recorded.ClientAborted);
    }

    [Fact]
    public async Task A_handler_may_answer_by_request()
    {
        await using var upstream = await FakeUpstream.StartAsync(request => UpstreamAnswer.Json($"\"{request.Number} {request.Path}\""));

        var first = await _client.GetStringAsync(new Uri(upstream.Endpoint, "/a"));
        var second = await _client.GetStringAsync(new Uri(upstream.Endpoint, "/b"));

        Assert.Equal("\"0 /a\"", first);
        Assert.Equal("\"1 /b\"", second);
    }

    [Fact]
    public async Task A_stream_is_sent_as_server_sent_events()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedAnthropic.MessageStream));

        using var response = await _client.GetAsync(upstream.Endpoint);
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("event: message_start\ndata: {\"type\":\"message_start\",", text, StringComparison.Ordinal);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_behind_a_gate_is_held_until_the_gate_opens()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Sse(new SseEvent[] { new("one"), new("two") }.HeldBefore(1, gate)));
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.PostJsonAsync("/", "{}");
        var before = await connection.ReadUntilAsync("data: one\n\n");
        gate.SetResult();
        var after = await connection.ReadUntilAsync("data: two\n\n");

        Assert.DoesNotContain("two", before, StringComparison.Ordinal);
        Assert.Contains("two", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_resets_a_held_stream_is_seen_to_abort()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Sse(new SseEvent[] { new("one"), new("two") }.HeldBefore(1, new TaskCompletionSource())));
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.PostJsonAsync("/", "{}");
        await connection.ReadUntilAsync("data: one\n\n");
        connection.Reset();
        await upstream.Requests[0].WaitForAbortAsync();

        Assert.True(upstream.Requests[0].ClientAborted);
    }

    [Fact]
    public async Task A_client_that_gives_up_on_a_hanging_upstream_is_seen_to_abort()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Hang());
        using var impatience = new CancellationTokenSource();

        var answered = _client.GetAsync(upstream.Endpoint, impatience.Token);
        var request = Assert.Single(await upstream.WaitForRequestsAsync());
        await impatience.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => answered);
        await request.WaitForAbortAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_ends_after_so_many_bytes(bool reset)
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.AbortAfter(RecordedOpenAi.ChatCompletion, bytes: 50, reset: reset));
        using var response = await _client.GetAsync(upstream.Endpoint, HttpCompletionOption.ResponseHeadersRead);

        await using var body = await response.Content.ReadAsStreamAsync();
        var start = new byte[50];
        await body.ReadExactlyAsync(start);
        var exception = await Record.ExceptionAsync(() => body.CopyToAsync(Stream.Null));

        Assert.Equal(RecordedOpenAi.ChatCompletion[..50], Encoding.UTF8.GetString(start));
        Assert.IsAssignableFrom<IOException>(exception);
        await upstream.Requests[0].WaitForCompletionAsync();
        Assert.False(upstream.Requests[0].ClientAborted);
    }

    [Fact]
    public async Task A_stream_may_break_after_its_last_event()
    {
        var broken = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse([new SseEvent("one")], abortOn: broken));
        using var response = await _client.GetAsync(upstream.Endpoint, HttpCompletionOption.ResponseHeadersRead);

        await using var body = await response.Content.ReadAsStreamAsync();
        var start = new byte["data: one\n\n".Length];
        await body.ReadExactlyAsync(start);
        broken.SetResult();
        var exception = await Record.ExceptionAsync(() => body.CopyToAsync(Stream.Null));

        Assert.IsAssignableFrom<IOException>(exception);
        await upstream.Requests[0].WaitForCompletionAsync();
        Assert.False(upstream.Requests[0].ClientAborted);
    }

    [Fact]
    public async Task A_refused_request_has_no_answer_at_all()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Refuse());

        await Assert.ThrowsAsync<HttpRequestException>(() => _client.GetAsync(upstream.Endpoint));
    }

    [Fact]
    public async Task An_answer_may_wait_for_a_gate()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json("{}")));

        var answered = _client.GetStringAsync(upstream.Endpoint);
        await upstream.WaitForRequestsAsync();
        var answeredBefore = answered.IsCompleted;
        gate.SetResult();

        Assert.False(answeredBefore);
        Assert.Equal("{}", await answered);
    }

    [Fact]
    public async Task Disposing_ends_requests_that_still_hang()
    {
        var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Hang());

        var answered = _client.GetAsync(upstream.Endpoint);
        await upstream.WaitForRequestsAsync();
        await upstream.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => answered);
    }
}
