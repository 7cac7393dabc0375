using System.Net;
using System.Text;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>Spans that a backend refuses, and accepted spans of the same batch.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(415)]
    [InlineData(501)]
    public async Task A_permanent_failure_is_not_retried(int status)
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => ScriptedBackend.Status(status);

        await tested.Add("a", "b").FlushAsync();

        Assert.Equal(["a b"], tested.Backend.Requests);
        Assert.Equal("0 exported, 2 dropped (2 rejected)", tested.Counts);
        Assert.Equal($"HTTP {status}", tested.Ledger.Backends[0].Ledger.LastError);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_split_until_it_is_not()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Spans.Count > 2 ? 413 : 200);

        await tested.Add("a", "b", "c", "d", "e").FlushAsync();

        Assert.Equal(["a b c d e", "a b", "c d e", "c", "d e"], tested.Backend.Requests);
        Assert.Equal("5 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_span_that_is_too_large_takes_no_neighbour_along()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Contains("huge") ? 413 : 200);

        await tested.Add("a", "b", "huge", "c").FlushAsync();

        Assert.Equal(["a", "b", "c"], tested.Backend.Accepted.Order());
        Assert.Equal("3 exported, 1 dropped (1 too_large)", tested.Counts);
    }

    [Fact]
    public async Task A_backend_that_finds_every_request_too_large_is_left_alone_and_the_spans_wait()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 200 };
        var isLimited = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(isLimited ? 413 : 200);
        tested.Add([.. Enumerable.Range(0, 200).Select(number => $"s{number}")]);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(32, tested.Backend.Requests.Count);
        Assert.Equal("0 exported, 13 dropped (13 too_large), 187 waiting", tested.Counts);
        Assert.Contains(tested.Log.Lines, line => line.Contains("test does not receive spans at http://backend.test: HTTP 413", StringComparison.Ordinal));

        // Of a further batch a single span shows whether it is still so.
        tested.Add([.. Enumerable.Range(200, 200).Select(number => $"s{number}")]);
        await Eventually.BecomesTrueAsync(() => tested.Pipeline.Queue.IsEmpty && tested.Ledger.Backends[0].Budget.Unencoded == 0);
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        Assert.Equal([200, 1], tested.Backend.All.Skip(32).Select(request => request.Spans.Count));
        Assert.Equal("0 exported, 13 dropped (13 too_large), 387 waiting", tested.Counts);

        isLimited = false;
        tested.Clock.Advance(TimeSpan.FromSeconds(2));
        await tested.FlushAsync();
        Assert.Equal("387 exported, 13 dropped (13 too_large)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Theory]
    [InlineData(2_000, "1 too_large")]
    [InlineData(2_100, "1 rejected")]
    public async Task A_page_that_has_the_text_of_a_size_somewhere_is_no_word_about_the_size(int length, string dropped)
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadRequest) { Content = new StringContent("payload too large".PadRight(length)) });

        await tested.Add("a").FlushAsync();

        Assert.Equal($"0 exported, 1 dropped ({dropped})", tested.Counts);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(422)]
    public async Task A_span_that_is_malformed_takes_no_neighbour_along(int status)
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Any(name => name is "bad" or "worse") ? status : 200);
        string[] good = [.. Enumerable.Range(0, 60).Select(number => $"s{number}")];

        await tested.Add([.. good[..20], "bad", .. good[20..], "worse"]).FlushAsync();

        Assert.Equal(good.Order(), tested.Backend.Accepted.Order());
        Assert.Equal("60 exported, 2 dropped (2 rejected)", tested.Counts);
    }

    [Fact]
    public async Task However_many_spans_are_malformed_the_others_arrive()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Any(name => name.StartsWith("bad", StringComparison.Ordinal)) ? 400 : 200);
        string[] names = [.. Enumerable.Range(0, 512).Select(number => number % 16 == 0 ? $"bad{number}" : $"s{number}")];

        await tested.Add(names).FlushAsync();

        Assert.Equal(names.Where(name => name[0] == 's').Order(), tested.Backend.Accepted.Order());
        Assert.Equal("480 exported, 32 dropped (32 rejected)", tested.Counts);
    }

    [Fact]
    public async Task After_a_fully_rejected_batch_two_requests_check_whether_the_backend_still_rejects()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => ScriptedBackend.Status(400);
        string[] names = [.. Enumerable.Range(0, 200).Select(number => $"s{number}")];
        await tested.Add(names).FlushAsync();

        await tested.Add(names).FlushAsync();
        Assert.Equal(34, tested.Backend.Requests.Count);

        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Contains("s7") ? 400 : 200);
        await tested.Add(names).FlushAsync();
        Assert.Equal("199 exported, 401 dropped (401 rejected)", tested.Counts);
    }

    [Fact]
    public async Task A_batch_is_not_split_down_to_spans_if_the_backend_rejects_everything()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => ScriptedBackend.Status(400);

        await tested.Add([.. Enumerable.Range(0, 200).Select(number => $"s{number}")]).FlushAsync();

        Assert.Equal(32, tested.Backend.Requests.Count);
        Assert.Equal("0 exported, 200 dropped (200 rejected)", tested.Counts);
    }

    [Fact]
    public async Task Spans_rejected_in_an_accepted_request_are_counted()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => BodyAsync("application/x-protobuf", [0x0A, 0x07, 0x08, 0x02, 0x12, 0x03, (byte)'n', (byte)'o', (byte)'!']);

        await tested.Add("a", "b", "c").FlushAsync();

        Assert.Equal("1 exported, 2 dropped (2 rejected)", tested.Counts);
        Assert.Equal("partial success, 2 spans rejected", tested.Ledger.Backends[0].Ledger.LastError);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", """{"id":"1","name":"otel-ingestion-job","data":{}}""")]
    [InlineData("application/json", """{"partialSuccess":{"rejectedSpans":"2"}}""")]
    [InlineData("text/html", "<!DOCTYPE html><html><body>ok</body></html>")]
    [InlineData("application/x-protobuf", "")]
    [InlineData("application/x-protobuf", "\n\u0002\u0008")]
    public async Task Answers_that_are_no_protobuf_disturb_nothing(string type, string text)
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => BodyAsync(type, Encoding.UTF8.GetBytes(text));

        await tested.Add("a", "b").FlushAsync();

        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_partial_success_that_rejects_less_than_no_span_rejects_none()
    {
        using var tested = new TestedPipeline();

        // rejected_spans is an int64: -1 has ten bytes.
        tested.Backend.Answer = _ => BodyAsync("application/x-protobuf", [0x0A, 11, 0x08, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]);

        await tested.Add("a", "b").FlushAsync();

        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task An_oversized_answer_of_a_backend_disturbs_nothing()
    {
        using var tested = new TestedPipeline();
        tested.Backend.Answer = _ => BodyAsync("text/html", new byte[1 << 20]);

        await tested.Add("a").FlushAsync();

        Assert.Equal("1 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_backend_that_does_not_inflate_gets_the_same_spans_as_they_are_and_is_asked_no_more()
    {
        using var tested = new TestedPipeline
        {
            Endpoints = [new BackendEndpoint("test", new Uri("http://backend.test/v1/traces"), [], new SemanticConventionsView()) { Gzip = true }],
        };
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Headers.ContainsKey("content-encoding") ? 415 : 200);

        await tested.Add("a").FlushAsync();
        await tested.Add("b").FlushAsync();

        Assert.Equal(["a gzip", "a ", "b "], tested.Backend.All.Select(request => $"{request.Names.Single()} {request.Headers.GetValueOrDefault("content-encoding")}"));
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    private static Task<HttpResponseMessage> BodyAsync(string type, byte[] body) => Task.FromResult(
        new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(body) { Headers = { ContentType = new(type) } } });
}
