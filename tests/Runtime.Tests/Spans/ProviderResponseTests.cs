using System.Diagnostics;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Tests.Spans;

public class ProviderResponseTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"chatcmpl-1"}""");

    [Fact]
    public async Task A_response_read_to_the_end_ends_its_attempt_and_passes_every_byte()
    {
        using var request = new TracedRequest();
        using var response = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(Response(Body)));

        Assert.Equal("", request.Print());
        Assert.Equal(Body.Length, response.Content.Headers.ContentLength);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Body, await response.Content.ReadAsByteArrayAsync());

        Assert.Equal("POST", request.Ended("chat gpt-4o").GetTagItem("http.request.method"));
        Assert.Equal("api.example.com", request.Ended("chat gpt-4o").GetTagItem("server.address"));
        Assert.Equal(443, request.Ended("chat gpt-4o").GetTagItem("server.port"));
        Assert.Equal(200, request.Ended("chat gpt-4o").GetTagItem("http.response.status_code"));
        Assert.NotNull(request.Ended("chat gpt-4o").GetTagItem("litellm.attempt.time_to_first_chunk"));
    }

    [Fact]
    public async Task A_response_disposed_unread_ends_its_attempt()
    {
        using var request = new TracedRequest();
        var response = await LlmSpan.StartCall("gpt-4o").EndWith(new ValueTask<HttpResponseMessage>(Response(Body)));

        response.Dispose();

        Assert.Equal(ActivityStatusCode.Unset, request.Ended("chat gpt-4o").Status);
        Assert.Null(request.Ended("chat gpt-4o").GetTagItem("litellm.attempt.time_to_first_chunk"));
    }

    [Fact]
    public void A_stream_read_half_and_disposed_ends_its_attempt()
    {
        using var request = new TracedRequest();
        using var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(Body));
        using (var stream = response.Content.ReadAsStream())
        {
            Assert.Equal(4, stream.Read(new byte[4]));
            Assert.Equal("", request.Print());
        }

        Assert.Equal("chat gpt-4o [CLIENT] (parent litellm_request)", request.Print().Replace(Parent(request), "litellm_request", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_that_breaks_off_is_an_error_of_attempt_request_and_root()
    {
        using var request = new TracedRequest();
        using var response = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(Broken()));

        await Assert.ThrowsAsync<HttpIOException>(async () => await (await response.Content.ReadAsStreamAsync()).CopyToAsync(Stream.Null));

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The response ended prematurely. (ResponseEnded)" (parent caller)  {error.type=System.Net.Http.HttpIOException, litellm.outcome=error}
            ├─ litellm_request ERROR "The response ended prematurely. (ResponseEnded)"  {error.type=System.Net.Http.HttpIOException}
            │  └─ chat gpt-4o [CLIENT] ERROR "The response ended prematurely. (ResponseEnded)"  {error.type=System.Net.Http.HttpIOException}
            └─ Failed Proxy Server Request ERROR "The response ended prematurely. (ResponseEnded)"  {error.type=System.Net.Http.HttpIOException}
            """,
            WithoutEvents(request.End(200, "error.type", "litellm.outcome")));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, "503", 0)]
    [InlineData(HttpStatusCode.OK, "System.OperationCanceledException", 1)]
    public async Task An_error_that_the_gateway_gives_up_has_its_status_and_no_exception(HttpStatusCode status, string errorType, int events)
    {
        using var request = new TracedRequest();
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(new byte[20_000]);
        using var response = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(new HttpResponseMessage(status) { Content = new StreamContent(pipe.Reader.AsStream()) }));
        var body = await response.Content.ReadAsStreamAsync();
        await body.ReadExactlyAsync(new byte[20_000]);
        using var given = new CancellationTokenSource();
        var read = body.ReadAsync(new byte[1], given.Token);

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        var attempt = request.Ended("chat gpt-4o");
        Assert.Equal((ActivityStatusCode.Error, errorType), (attempt.Status, attempt.GetTagItem("error.type")));
        Assert.Equal(events, attempt.Events.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_late_error_that_is_disposed_unread_has_ended_when_the_next_attempt_starts(bool isNested)
    {
        using var request = new TracedRequest();
        var body = new LateBody();
        var answer = Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests) { RequestMessage = new(HttpMethod.Post, "https://api.example.com/"), Content = new StreamContent(body) });
        if (isNested)
        {
            // A handler of the gateway and the method that calls it.
            answer = request.Clock.FireUntilEndAsync(LlmSpan.StartStage("send").EndWith(answer));
        }

        (await request.Clock.FireUntilEndAsync(LlmSpan.StartCall("gpt-4o").EndWith(answer))).Dispose();
        using (var response = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(Response(Body, HttpStatusCode.OK))))
        {
            await response.Content.ReadAsStringAsync();
        }

        Assert.False(body.IsDisposed);
        var tree = request.End(200, "error.type", "litellm.attempt.kind");
        Assert.Contains("ERROR \"api.example.com answered 429 Too Many Requests.\"  {error.type=\"429\", litellm.attempt.kind=initial}", tree, StringComparison.Ordinal);
        Assert.Contains("→ chat gpt-4o", tree, StringComparison.Ordinal);
        body.End();
        await Eventually.BecomesTrueAsync(() => body.IsDisposed, static () => "The body is not disposed.");
    }

    [Fact]
    public async Task A_status_of_400_and_more_is_an_error_of_the_attempt()
    {
        using var request = new TracedRequest();
        using var response = await LlmSpan.StartCall("gpt-4o").EndWith(Task.FromResult(Response(Body, HttpStatusCode.TooManyRequests)));
        await response.Content.ReadAsStringAsync();

        Assert.Equal(ActivityStatusCode.Error, request.Ended("chat gpt-4o").Status);
        Assert.Equal("429", request.Ended("chat gpt-4o").GetTagItem("error.type"));
    }

    [Fact]
    public async Task A_failed_attempt_and_a_good_one_make_a_good_request()
    {
        using var request = new TracedRequest();
        foreach (var (group, status) in new[] { ("a", 500), ("a", 503), ("b", 200) })
        {
            using var response = await LlmSpan
                .StartCall($"model-{group}", [new("litellm.model_group", group), new("gen_ai.provider.name", $"provider-{group}")])
                .EndWith(Task.FromResult(Response(Body, (HttpStatusCode)status)));
            await response.Content.ReadAsStringAsync();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request  {gen_ai.provider.name=provider-b}
               ├─ chat model-a [CLIENT] ERROR "api.example.com answered 500 Internal Server Error."  {error.type="500", gen_ai.provider.name=provider-a, litellm.attempt.index=0, litellm.attempt.kind=initial}
               ├─ chat model-a [CLIENT] ERROR "api.example.com answered 503 Service Unavailable."  {error.type="503", gen_ai.provider.name=provider-a, litellm.attempt.index=1, litellm.attempt.kind=retry}
               │  └─ → chat model-a
               └─ chat model-b [CLIENT]  {gen_ai.provider.name=provider-b, litellm.attempt.index=2, litellm.attempt.kind=fallback}
                  ├─ → chat model-a
                  └─ → chat model-a
            """,
            request.End(200, "error.type", "gen_ai.provider", "litellm.outcome", "litellm.attempt.index", "litellm.attempt.kind"));
    }

    [Fact]
    public async Task Attempts_that_all_failed_make_a_failed_request()
    {
        using var request = new TracedRequest();
        var task = LlmSpan.StartCall("gpt-4o").EndWith(Task.FromException<HttpResponseMessage>(new HttpRequestException("refused")));
        await Assert.ThrowsAsync<HttpRequestException>(() => task);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "refused" (parent caller)  {error.type=System.Net.Http.HttpRequestException, litellm.outcome=error}
            ├─ litellm_request ERROR "refused"  {error.type=System.Net.Http.HttpRequestException}
            │  └─ chat gpt-4o [CLIENT] ERROR "refused"  {error.type=System.Net.Http.HttpRequestException}
            └─ Failed Proxy Server Request ERROR "refused"  {error.type=System.Net.Http.HttpRequestException}
            """,
            WithoutEvents(request.End(502, "error.type", "litellm.outcome")));
    }

    [Fact]
    public async Task A_caller_who_leaves_cancels_the_open_attempt()
    {
        using var request = new TracedRequest();
        var gate = new TaskCompletionSource<HttpResponseMessage>();
        _ = LlmSpan.StartCall("gpt-4o").EndWith(gate.Task);

        request.Abort();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {http.response.status_code=499, litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat gpt-4o [CLIENT]  {litellm.outcome=cancelled}
            """,
            request.End(200, "litellm.outcome", "http.response"));
        await Task.CompletedTask;
    }

    // The gateway writes to the caller when the caller leaves: no read of the answer reports it.
    [Fact]
    public void A_caller_who_leaves_while_the_gateway_writes_cancels_the_attempt_that_is_read_half()
    {
        using var request = new TracedRequest();
        using (var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(Body)))
        using (var stream = response.Content.ReadAsStream())
        {
            Assert.Equal(4, stream.Read(new byte[4]));
            request.Abort();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat gpt-4o [CLIENT]  {litellm.outcome=cancelled}
            """,
            request.End(200, "litellm.outcome"));
    }

    [Fact]
    public async Task A_caller_who_leaves_after_the_whole_answer_was_read_does_not_cancel_the_attempt()
    {
        using var request = new TracedRequest();
        using (var response = LlmSpan.StartCall("gpt-4o").EndWith(Response(Body)))
        {
            Assert.Equal(Body, await response.Content.ReadAsByteArrayAsync());
            request.Abort();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat gpt-4o [CLIENT]
            """,
            request.End(200, "litellm.outcome"));
    }

    // A session counts as served although its caller was lost before its end, so that the request is not cancelled.
    [Fact]
    public void An_attempt_that_was_read_half_makes_the_failure_before_it_no_failure_of_the_request()
    {
        using var request = new TracedRequest();
        LlmSpan.StartCall("gpt-4o").EndWith(Response(Body, HttpStatusCode.TooManyRequests)).Dispose();
        using (var response = LlmSpan.StartCall("gpt-4.1").EndWith(Response(Body)))
        using (var stream = response.Content.ReadAsStream())
        {
            Assert.Equal(4, stream.Read(new byte[4]));
            request.Abort();
        }

        request.State.SetCallerServed(evenIfAborted: true);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=ok}
            └─ litellm_request
               ├─ chat gpt-4o [CLIENT] ERROR "api.example.com answered 429 Too Many Requests."  {error.type="429"}
               └─ chat gpt-4.1 [CLIENT]  {litellm.outcome=cancelled}
                  └─ → chat gpt-4o
            """,
            WithoutEvents(request.End(200, "litellm.outcome", "error.type")));
    }

    [Fact]
    public void An_error_whose_rest_a_caller_who_leaves_does_not_get_stays_an_error()
    {
        using var request = new TracedRequest();
        using (LlmSpan.StartCall("gpt-4o").EndWith(Response(Body, HttpStatusCode.TooManyRequests)))
        {
            request.Abort();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat gpt-4o [CLIENT] ERROR "api.example.com answered 429 Too Many Requests."  {error.type="429"}
            """,
            WithoutEvents(request.End(429, "litellm.outcome", "error.type")));
    }

    private static string Parent(TracedRequest request) => request.Ended("chat gpt-4o").ParentSpanId.ToHexString();

    private static string WithoutEvents(string tree) =>
        string.Join('\n', tree.Split('\n').Where(line => !line.Contains('•', StringComparison.Ordinal)));

    private static HttpResponseMessage Response(byte[] body, HttpStatusCode status = HttpStatusCode.OK)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");
        return new HttpResponseMessage(status)
        {
            Content = content,
            RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/v1/chat/completions"),
        };
    }

    private static HttpResponseMessage Broken() => new()
    {
        Content = new StreamContent(new BrokenStream()),
    };

    // A body of which no byte arrives. Its read ends on another thread than that of the cancellation.
    private sealed class LateBody : Stream
    {
        private readonly TaskCompletionSource<int> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsDisposed { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void End() => _read.SetCanceled();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(_read.Task);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
