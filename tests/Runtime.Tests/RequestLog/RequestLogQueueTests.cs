using Microsoft.Extensions.Logging;
using TracedLlm.RequestLog;
using TracedLlm.Testing.Metrics;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.RequestLog;

/// <summary>The queue of one log: its bound, and its end.</summary>
[Collection(ProcessWide.Name)]
public sealed class RequestLogQueueTests
{
    private readonly GatedLog _log = new();
    private readonly RequestLogLines _lines = new();

    [Fact]
    public async Task A_full_queue_loses_what_follows_and_says_so()
    {
        using var counted = new CountedMeasurements("request_log.lost");
        using var queue = CreateQueue(capacity: 2);
        queue.Add(Record("1"));
        await _log.Entered;

        foreach (var id in new[] { "2", "3", "4", "5", "6" })
        {
            queue.Add(Record(id));
        }

        _log.Gate.SetResult();
        await queue.DrainAsync(new TaskCompletionSource().Task);
        Assert.Equal(["1", "2", "3"], _log.Ids);
        Assert.Equal("request_log.lost queue_full 3", counted.ToString());
        Assert.Equal(
            [
                $"Error: {typeof(GatedLog)} is slower than the requests: 1 requests so far found its queue full, or came after its end, and are not logged. Make it faster, or set TracedLlm:MaxRequestLogQueue higher.",
                $"Error: {typeof(GatedLog)} is slower than the requests: 2 requests so far found its queue full, or came after its end, and are not logged. Make it faster, or set TracedLlm:MaxRequestLogQueue higher.",
            ],
            _lines.Lines);
    }

    [Fact]
    public async Task A_shutdown_waits_for_what_is_queued()
    {
        using var queue = CreateQueue(capacity: 10);
        queue.Add(Record("1"));
        queue.Add(Record("2"));
        await _log.Entered;

        var drained = queue.DrainAsync(new TaskCompletionSource().Task);
        Assert.False(drained.IsCompleted);
        _log.Gate.SetResult();
        await drained;

        Assert.Equal(["1", "2"], _log.Ids);
        Assert.Empty(_lines.Lines);
    }

    [Fact]
    public async Task A_shutdown_that_waits_no_longer_counts_what_is_left()
    {
        using var counted = new CountedMeasurements("request_log.lost");
        using var queue = CreateQueue(capacity: 10);
        queue.Add(Record("1"));
        queue.Add(Record("2"));
        await _log.Entered;

        await queue.DrainAsync(Task.CompletedTask);

        Assert.True(_log.Cancellation.IsCancellationRequested);
        Assert.Equal("request_log.lost shutdown 2", counted.ToString());
        queue.Add(Record("3"));
        Assert.Equal("request_log.lost shutdown 3", counted.ToString());
        Assert.Equal($"Error: The shutdown waits no longer for {typeof(GatedLog)}: 2 requests are not logged.", _lines.Lines.First());
    }

    [Fact]
    public async Task What_is_counted_as_lost_is_not_logged_by_a_log_that_ignores_its_token()
    {
        using var counted = new CountedMeasurements("request_log.lost");
        using var queue = CreateQueue(capacity: 10);
        _log.IgnoresToken = true;
        queue.Add(Record("1"));
        await _log.Entered;
        queue.Add(Record("2"));
        queue.Add(Record("3"));

        await queue.DrainAsync(Task.CompletedTask);
        _log.Gate.SetResult();
        await queue.DrainAsync(new TaskCompletionSource().Task);

        // The log had the first one already, and may have stored it or not.
        Assert.Equal(["1"], _log.Ids);
        Assert.Equal("request_log.lost shutdown 3", counted.ToString());
    }

    [Fact]
    public async Task The_work_has_no_trace_of_the_request_that_made_the_queue()
    {
        var ambient = new AsyncLocal<string?> { Value = "request" };
        string? seen = "not called";
        using var queue = new RequestLogQueue(new CallbackLog(() => seen = ambient.Value), 1, new LoggerFactory([_lines]).CreateLogger("TracedLlm.RequestLog"));

        queue.Add(Record("1"));

        await queue.DrainAsync(new TaskCompletionSource().Task);
        Assert.Null(seen);
    }

    private RequestLogQueue CreateQueue(int capacity) => new(_log, capacity, new LoggerFactory([_lines]).CreateLogger("TracedLlm.RequestLog"));

    private static LlmRequestRecord Record(string callId) => new()
    {
        CallId = callId,
        TraceId = "",
        SpanId = "",
        IsSampled = false,
        Api = LlmApi.ChatCompletions,
        Outcome = LlmRequestOutcome.Ok,
        StartTime = default,
        Duration = default,
        Overhead = default,
        Usage = new LlmUsage(),
        Cost = new LlmCost(),
        Attempts = [],
        Caller = new LlmCaller(),
        Tags = [],
    };

    private sealed class CallbackLog(Action callback) : ILlmRequestLog
    {
        public ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken)
        {
            callback();
            return ValueTask.CompletedTask;
        }
    }

    private sealed class GatedLog : ILlmRequestLog
    {
        private readonly TaskCompletionSource _entered = new();
        private readonly List<string> _ids = [];

        public Task Entered => _entered.Task;

        public TaskCompletionSource Gate { get; } = new();

        public IReadOnlyList<string> Ids => _ids;

        public CancellationToken Cancellation { get; private set; }

        public bool IgnoresToken { get; set; }

        public async ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken)
        {
            Cancellation = cancellationToken;
            _entered.TrySetResult();
            await Gate.Task.WaitAsync(IgnoresToken ? CancellationToken.None : cancellationToken);
            _ids.Add(request.CallId);
        }
    }
}
