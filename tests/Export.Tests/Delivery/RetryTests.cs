using System.Net;
using System.Net.Http.Headers;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Transport;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Delivery;

/// <summary>The failures that are retried and the time of retries.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(507)]
    [InlineData(511)]
    [InlineData(520)]
    [InlineData(521)]
    [InlineData(522)]
    [InlineData(523)]
    [InlineData(524)]
    [InlineData(529)]
    [InlineData(530)]
    [InlineData(599)]
    public async Task A_transient_failure_is_retried_after_a_second(int status)
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(status), ScriptedBackend.Ok);

        tested.Add("a", "b");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Clock.Advance(TimeSpan.FromMilliseconds(999));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a b"], tested.Backend.Requests);
        tested.Clock.Advance(TimeSpan.FromMilliseconds(1));

        await tested.Backend.WaitForAsync(2);
        await tested.FlushAsync();
        Assert.Equal(["a b", "a b"], tested.Backend.Requests);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
        Assert.Equal($"HTTP {status}", tested.Ledger.Backends[0].Ledger.LastError);
    }

    [Fact]
    public async Task A_network_error_is_tried_again()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        tested.Backend.AnswerInTurn(
            () => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused"),
            () => throw new IOException("reset"),
            ScriptedBackend.Ok);

        tested.Add("a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));
        tested.Clock.Advance(TimeSpan.FromSeconds(2));

        await tested.Backend.WaitForAsync(3);
        await tested.FlushAsync();
        Assert.Equal("1 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_request_for_which_there_is_no_memory_is_tried_again()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        tested.Backend.AnswerInTurn(() => throw new InsufficientMemoryException(), ScriptedBackend.Ok);

        tested.Add("a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("0 exported, 0 dropped, 1 waiting", tested.Counts);
        tested.Clock.Advance(TimeSpan.FromSeconds(1));

        await tested.Backend.WaitForAsync(2);
        await tested.FlushAsync();
        Assert.Equal("1 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_span_for_which_there_is_no_memory_in_the_queue_is_counted()
    {
        using var tested = new TestedPipeline { Endpoints = [TestedPipeline.Endpoint(view: new MemorylessView("no room"))] };

        await tested.Add("a", "no room", "b").FlushAsync();

        Assert.Equal(["a b"], tested.Backend.Requests);
        Assert.Equal("2 exported, 1 dropped (1 queue_full)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Fact]
    public async Task A_batch_that_is_refused_waits_behind_those_that_were_not_tried_and_stops_none()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, MaxRequests = 1, MaxSpanAge = TimeSpan.FromMinutes(1) };
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Contains("refused") ? 503 : 200);

        tested.Add("a", "refused", "b", "c", "d");

        // No time passes: the backend has accepted a request, so that it is not left alone.
        await tested.Backend.WaitForAcceptedAsync("d");
        Assert.Equal(["a", "refused", "b", "c", "d"], tested.Backend.Requests);
        Assert.Contains(tested.Log.Lines, line => line.Contains("receives only a part of the spans at http://backend.test: HTTP 503", StringComparison.Ordinal));
        foreach (var seconds in new[] { 1, 2, 4, 8 })
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            tested.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await tested.Backend.WaitForAsync(9);
        tested.Clock.Advance(TimeSpan.FromMinutes(1));
        await tested.FlushAsync();
        Assert.Equal("4 exported, 1 dropped (1 expired)", tested.Counts);
        Assert.Equal(0, tested.Ledger.Backends[0].Budget.Used);
    }

    [Theory]
    [InlineData(4, 30, 4)]
    [InlineData(10, 3, 3)]
    public async Task No_answer_within_the_time_out_is_tried_again(int endpoint, int export, int expected)
    {
        using var tested = new TestedPipeline
        {
            Endpoints =
            [
                new BackendEndpoint("test", new Uri("http://backend.test/v1/traces"), [], new SemanticConventionsView()) { Timeout = TimeSpan.FromSeconds(endpoint) },
            ],
        };
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, RequestTimeout = TimeSpan.FromSeconds(export) };
        tested.Backend.AnswerInTurn(() => new TaskCompletionSource<HttpResponseMessage>().Task, ScriptedBackend.Ok);

        tested.Add("a");
        await tested.Backend.WaitForAsync(1);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(expected));
        tested.Clock.Advance(TimeSpan.FromSeconds(expected));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal($"no answer within {expected} s", tested.Ledger.Backends[0].Ledger.LastError);
        tested.Clock.Advance(TimeSpan.FromSeconds(1));

        await tested.Backend.WaitForAsync(2);
        await tested.FlushAsync();
        Assert.Equal("1 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task Each_failure_in_a_row_doubles_the_delay_up_to_fifteen_seconds_and_a_success_begins_anew()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        var down = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 503 : 200);
        tested.Add("a");
        foreach (var seconds in new[] { 1, 2, 4, 8, 15, 15 })
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            tested.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await tested.Backend.WaitForAsync(7);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(15));
        down = false;
        tested.Clock.Advance(TimeSpan.FromSeconds(15));
        await tested.FlushAsync();
        down = true;
        tested.Add("b");

        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("1 exported, 0 dropped, 1 waiting", tested.Counts);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.5, 0.75)]
    [InlineData(1, 1)]
    public void Jitter_takes_away_up_to_a_half(double random, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new BackOff(() => random).DelayFor(1, retryAfter: null));

    [Fact]
    public async Task Retry_After_in_seconds_is_honoured()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, Random = () => 0 };
        tested.Backend.AnswerInTurn(() => RetryAfterAsync(new RetryConditionHeaderValue(TimeSpan.FromSeconds(42))), ScriptedBackend.Ok);

        tested.Add("a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(42));
        Assert.Single(tested.Backend.Requests);
        tested.Clock.Advance(TimeSpan.FromSeconds(42));

        await tested.Backend.WaitForAsync(2);
    }

    [Fact]
    public async Task Retry_After_as_a_date_is_honoured()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, Random = () => 0 };
        var date = tested.Clock.GetUtcNow() + TimeSpan.FromMinutes(2);
        tested.Backend.AnswerInTurn(() => RetryAfterAsync(new RetryConditionHeaderValue(date)), ScriptedBackend.Ok);

        tested.Add("a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromMinutes(2));
        Assert.Single(tested.Backend.Requests);
        tested.Clock.Advance(TimeSpan.FromMinutes(2));

        await tested.Backend.WaitForAsync(2);
    }

    [Theory]
    [InlineData(429, 0, false)]
    [InlineData(503, 0, false)]
    [InlineData(503, 20, false)]
    [InlineData(429, 20, true)]
    public async Task A_pause_that_one_of_several_servers_asks_for_is_that_of_the_refused_batch(int status, int seconds, bool hasStatus)
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, Random = () => 0 };
        tested.Backend.Answer = request => request.Names.Contains("refused") ? RefuseAsync(status, seconds, hasStatus) : ScriptedBackend.Ok();

        tested.Add("a", "refused", "b", "c");

        // No time passes.
        await tested.Backend.WaitForAcceptedAsync("c");
        Assert.Equal(["a", "refused", "b", "c"], tested.Backend.Requests);
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds > 0 ? seconds : 0.5));
        tested.Clock.Advance(TimeSpan.FromSeconds(60));
        await tested.Backend.WaitForAsync(5);
    }

    [Fact]
    public async Task A_pause_that_a_bound_on_requests_asks_for_is_that_of_the_backend()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, Random = () => 0 };
        tested.Backend.Answer = request => request.Names.Contains("refused") ? RefuseAsync(429, 20, hasStatus: false) : ScriptedBackend.Ok();

        tested.Add("a", "refused", "b", "c");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(["a", "refused"], tested.Backend.Requests);
        tested.Clock.Advance(TimeSpan.FromSeconds(20));

        await tested.Backend.WaitForAcceptedAsync("c");
    }

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(100_000, 1_800)]
    public void An_implausible_Retry_After_is_bounded(int seconds, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), RetryAfter.Bounded(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public async Task While_a_backend_is_left_alone_one_request_asks_how_it_is()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1, MaxRequests = 8 };
        tested.Backend.Answer = _ => ScriptedBackend.Status(503);
        tested.Add("a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        tested.Add("b", "c", "d");
        await Eventually.BecomesTrueAsync(() => tested.Ledger.Backends[0].Budget.Unencoded == 0);

        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2));

        // The one that has not been tried.
        Assert.Equal(["a", "b"], tested.Backend.Requests);
    }

    [Fact]
    public async Task A_span_that_a_backend_fails_at_is_found_and_the_others_arrive()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 4, MaxRequests = 1 };
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Contains("poison") ? 500 : 200);

        tested.Add("a", "poison", "b", "c");
        while (tested.Ledger.Backends.Count == 0 || tested.Counts != "3 exported, 1 dropped (1 rejected)")
        {
            await Task.WhenAny(
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(2)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(4)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(8)),
                tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(15)),
                tested.Clock.WaitForTimerAsync(LossLog.Quiet));
            tested.Clock.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(["a", "b", "c"], tested.Backend.Accepted.Order());
    }

    [Fact]
    public async Task A_span_that_a_backend_fails_at_is_found_though_it_stands_first_and_all_others_are_behind_it()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2, MaxRequests = 1 };
        tested.Backend.Answer = request => ScriptedBackend.Status(request.Names.Contains("poison") ? 500 : 200);

        tested.Add("poison", "a");
        foreach (var seconds in new[] { 1, 2, 4, 8, 15 })
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            tested.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await tested.FlushAsync();

        Assert.Equal("1 exported, 1 dropped (1 rejected)", tested.Counts);
    }

    [Fact]
    public async Task A_sent_batch_gets_no_further_spans()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { BatchDelay = TimeSpan.FromMilliseconds(1) };
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(503), ScriptedBackend.Ok);
        tested.Add("a");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1));
        tested.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));

        tested.Add("b");
        await tested.Clock.WaitForTimerAsync(TimeSpan.FromMilliseconds(1));
        tested.Clock.Advance(TimeSpan.FromSeconds(1));
        await tested.FlushAsync();

        // The one that has not been tried goes first.
        Assert.Equal(["a", "b", "a"], tested.Backend.Requests);
        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    [Fact]
    public async Task A_log_that_throws_loses_nothing()
    {
        using var tested = new TestedPipeline { RequestLog = new BackendLog(new ThrowingLog(), isOn: true) };
        tested.Backend.AnswerInTurn(() => ScriptedBackend.Status(401), ScriptedBackend.Ok);

        await tested.Add("a", "b").FlushAsync();
        await tested.Add("c").FlushAsync();

        Assert.Equal("1 exported, 2 dropped (2 rejected)", tested.Counts);
    }

    [Fact]
    public async Task Spans_for_a_backend_that_always_fails_are_kept()
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 2 };
        var down = true;
        tested.Backend.Answer = _ => ScriptedBackend.Status(down ? 500 : 200);
        tested.Add("a", "b");
        foreach (var seconds in new[] { 1, 2, 4, 8, 15, 15, 15, 15 })
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(seconds));
            tested.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(15));
        down = false;
        tested.Clock.Advance(TimeSpan.FromSeconds(15));
        await tested.FlushAsync();

        Assert.Equal("2 exported, 0 dropped", tested.Counts);
    }

    private static Task<HttpResponseMessage> RefuseAsync(int status, int seconds, bool hasStatus) => Task.FromResult(new HttpResponseMessage((HttpStatusCode)status)
    {
        Headers = { RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds)) },

        // google.rpc.Status { code: RESOURCE_EXHAUSTED }
        Content = new ByteArrayContent(hasStatus ? [0x08, 0x08] : []) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } },
    });

    private static Task<HttpResponseMessage> RetryAfterAsync(RetryConditionHeaderValue value) =>
        Task.FromResult(new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = value } });
}
