using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Testing.Tests.Otlp;

public sealed class OtlpReceiverTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task An_accepted_post_is_answered_with_an_empty_message()
    {
        using var response = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/x-protobuf", response.Content.Headers.ContentType?.ToString());
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("span", Assert.Single(_receiver.Spans).Name);
    }

    [Fact]
    public async Task Gzip_is_inflated()
    {
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(ExportRequests.WithSpan(ExportRequests.Span("zipped")));
        }

        using var response = await PostAsync(compressed.ToArray(), encoding: "gzip");

        Assert.Equal("zipped", Assert.Single(_receiver.Spans).Name);
        Assert.Equal(compressed.Length, Assert.Single(_receiver.Posts).WireBytes);
    }

    [Theory]
    [InlineData("application/x-protobuf; charset=utf-8", "", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", "", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-protobuf", "br", HttpStatusCode.BadRequest)]
    [InlineData("application/x-protobuf", "gzip", HttpStatusCode.BadRequest)]
    public async Task An_unreadable_post_is_refused_and_recorded(string contentType, string encoding, HttpStatusCode expected)
    {
        using var response = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()), contentType, encoding);

        Assert.Equal(expected, response.StatusCode);
        Assert.Empty(_receiver.Spans);
        Assert.NotNull(Assert.Single(_receiver.Posts).Refusal);
    }

    [Fact]
    public async Task Other_paths_are_not_found()
    {
        using var response = await _client.PostAsync(new Uri(_receiver.Endpoint, "/v1/profiles"), null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_failing_backend_gives_the_configured_answer_and_counts_no_spans()
    {
        _receiver.Answer = new OtlpAnswer { StatusCode = 503, RetryAfter = TimeSpan.FromSeconds(7) };

        using var response = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Empty(_receiver.Spans);
        Assert.Single(Assert.Single(_receiver.Posts).Spans);
    }

    [Fact]
    public async Task Answers_may_differ_by_post()
    {
        _receiver.AnswerByNumber = number => new OtlpAnswer { StatusCode = number == 0 ? 500 : 200 };

        using var first = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));
        using var second = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));

        Assert.Equal([500, 200], _receiver.Posts.Select(post => post.StatusCode));
        Assert.Single(_receiver.Spans);
    }

    [Fact]
    public async Task Rejected_spans_are_reported_as_partial_success()
    {
        _receiver.Answer = new OtlpAnswer { RejectedSpans = 2, RejectionMessage = "too long" };

        using var response = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));

        Assert.Equal(
            new ProtobufMessage().Message(1, new ProtobufMessage().Varint(1, 2).Text(2, "too long")).ToArray(),
            await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_held_answer_waits_for_its_gate()
    {
        var gate = new TaskCompletionSource();
        _receiver.Answer = new OtlpAnswer { Gate = gate };

        var answered = PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));
        await _receiver.WaitForPostsAsync(posts => posts.Count == 1);
        var answeredBefore = answered.IsCompleted;
        gate.SetResult();
        using var response = await answered;

        Assert.False(answeredBefore);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_wait_that_times_out_shows_the_spans_that_arrived()
    {
        using var response = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span("lonely")));

        var exception = await Assert.ThrowsAsync<TimeoutException>(
            () => _receiver.WaitForAsync(spans => spans.Count == 2, TimeSpan.FromMilliseconds(1)));

        Assert.EndsWith("1 spans were accepted:\nlonely [UNSPECIFIED]", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_root_is_awaited_until_the_parents_in_its_trace_are_there()
    {
        byte[] root = [1, 1, 1, 1, 1, 1, 1, 1];
        byte[] middle = [2, 2, 2, 2, 2, 2, 2, 2];
        byte[] leaf = [3, 3, 3, 3, 3, 3, 3, 3];
        var waiting = _receiver.WaitForRootAsync();

        using var first = await PostAsync(ExportRequests.WithSpan(Child("leaf", leaf, middle)));
        using var second = await PostAsync(ExportRequests.WithSpan(Child("root", root, [9, 9, 9, 9, 9, 9, 9, 9]).Varint(6, 2)));
        var completeBefore = waiting.IsCompleted;
        using var third = await PostAsync(ExportRequests.WithSpan(Child("middle", middle, root)));
        var spans = await waiting;

        Assert.False(completeBefore);
        Assert.Equal(["leaf", "root", "middle"], spans.Select(span => span.Name));
    }

    [Fact]
    public async Task A_receiver_can_come_back_on_its_port()
    {
        var port = _receiver.Endpoint.Port;
        await _receiver.DisposeAsync();

        _receiver = await OtlpReceiver.StartAsync("/otel/v1/traces", port, TraceChecks.None);
        using var response = await PostAsync(ExportRequests.WithSpan(ExportRequests.Span()));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"http://127.0.0.1:{port}/otel/v1/traces", _receiver.TracesEndpoint.ToString());
    }

    private static ProtobufMessage Child(string name, byte[] id, byte[] parent) =>
        new ProtobufMessage().Bytes(1, ExportRequests.TraceId).Bytes(2, id).Bytes(4, parent).Text(5, name);

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string contentType = "application/x-protobuf", string encoding = "")
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding.Length > 0)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await _client.PostAsync(_receiver.TracesEndpoint, content);
    }
}
