using System.Globalization;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Delivery.Tests.Outages;

/// <summary>
/// A backend answers every batch after four seconds, the first ones when a third of all spans is on disk, and the spans that wait for it are
/// many times what memory may hold. A test moves the clock while it sends and waits.
/// </summary>
[Collection(SequentialTests.Name)]
public sealed class SlowBackendTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const long MemoryCap = 1024 * 1024;
    private const int Spans = 6_000;
    private const int Step = 50;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    // About a kilobyte, as the span of a request to a model.
    private static readonly KeyValuePair<string, object?>[] Attributes =
        [.. Enumerable.Range(0, 20).Select(number => KeyValuePair.Create($"gen_ai.attribute.number.{number}", (object?)$"a value of some length {number}"))];

    private readonly string _spool = Directory.CreateTempSubdirectory("spool-").FullName;
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        await _collector.DisposeAsync();
        Directory.Delete(_spool, recursive: true);
    }

    [Theory]
    [InlineData(nameof(SpoolMode.WhenNeeded))]
    [InlineData(nameof(SpoolMode.Always))]
    public async Task A_backend_that_takes_four_seconds_for_a_batch_gets_every_span_once(string mode)
    {
        var clock = new DeliveryClock();
        var isFarBehind = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _collector.Faults.EachAnswer = async () =>
        {
            await isFarBehind.Task;
            await Task.Delay(TimeSpan.FromSeconds(4), clock);
        };
        using var delivery = new Delivery([Endpoints.Create(_collector)], settings => Slow(settings, mode), _spool, clock: clock);
        var budget = delivery.Ledger.Backends.Single().Budget;
        var (most, onDisk) = (0L, 0L);
        List<string> sent = [];
        while (sent.Count < Spans)
        {
            sent.AddRange(delivery.Send(Step, Attributes));
            clock.Advance(Moment);
            most = Math.Max(most, budget.Used);

            // Memory alone would stay full: it holds a sixth of the spans.
            await MoveUntilAsync(clock, () => budget.Used <= MemoryCap * 3 / 4, () => $"{delivery.Counts()}; {budget.Used} bytes");
            onDisk = Math.Max(onDisk, delivery.Ledger.Spool!.Total.Spans);
            if (onDisk > Spans / 3)
            {
                isFarBehind.TrySetResult();
            }
        }

        await MoveUntilAsync(clock, () => delivery.Counts().InFlight == 0, () => delivery.Counts().ToString());

        Assert.Equal($"{Spans} exported, 0 dropped", delivery.Counts().ToString());
        Assert.Equal(sent.Order(), _collector.Spans.Select(span => span.SpanId).Order());
        Assert.InRange(most, MemoryCap / 8, MemoryCap);
        Assert.True(onDisk > Spans / 3, $"{onDisk} spans were on disk.");
        Assert.Equal((0L, 0L), (delivery.Ledger.Spool!.Total.Spans, budget.Used));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"At most {most} bytes in memory and {onDisk} spans on disk; {_collector.Arrivals} requests."));
    }

    private static Task MoveUntilAsync(DeliveryClock clock, Func<bool> isSo, Func<string> describe) => Eventually.BecomesTrueAsync(
        () =>
        {
            clock.Advance(Moment);
            return isSo();
        },
        describe);

    private static PipelineSettings Slow(PipelineSettings settings, string mode) => settings with
    {
        MaxQueueBytes = MemoryCap,
        BatchDelay = TimeSpan.FromSeconds(5),

        // A batch has less than an eighth of memory, so that those that are being sent leave a quarter and more, however long that takes.
        MaxBatchSpans = 100,
        SpoolMode = Enum.Parse<SpoolMode>(mode),
    };
}
