using System.Globalization;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Pipeline;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;
using Xunit.Abstractions;

namespace TracedLlm.Delivery.Tests.Outages;

/// <summary>
/// A backend is unavailable for ten seconds at 2,000 spans a second. The test creates the spans of each second as fast as
/// possible; the clock of the retries passes over the sleeps of the pipeline while a test waits.
/// </summary>
[Collection(SequentialTests.Name)]
public sealed class OutageTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Seconds = 10;
    private const int SpansPerSecond = 2_000;
    private const int Spans = Seconds * SpansPerSecond;
    private const long MemoryCap = 8 * 1024 * 1024;

    // The number and the size of attributes of a request to a model.
    private static readonly KeyValuePair<string, object?>[] Attributes =
        [.. Enumerable.Range(0, 20).Select(number => KeyValuePair.Create($"gen_ai.attribute.number.{number}", (object?)$"a value of some length {number}"))];

    private readonly string _spool = Directory.CreateTempSubdirectory("spool-").FullName;
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync()
    {
        _collector = await CollectorReceiver.StartAsync();
        _collector.ReadsLater = true;
    }

    public async Task DisposeAsync()
    {
        await _collector.DisposeAsync();
        Directory.Delete(_spool, recursive: true);
    }

    [Fact]
    public async Task With_a_spool_no_span_is_lost_and_memory_stays_within_its_cap()
    {
        using var delivery = new Delivery([Endpoints.Create(_collector)], Cap, _spool);
        _collector.Faults.Always = BackendFault.Status(503);
        var sent = await SendAsync(delivery);
        await delivery.WaitAsync(() => delivery.Ledger.Spool!.Total.Spans >= Spans - (2 * SpansPerSecond), () => $"{delivery.Ledger.Spool!.Total}");
        Assert.Equal((0, 0, Spans), (delivery.Counts().Exported, delivery.Counts().AllDropped, delivery.Counts().InFlight));

        _collector.Faults.Always = null;
        await delivery.WaitAsync(() => delivery.Counts().Exported == Spans);

        Assert.Equal(0, delivery.Counts().AllDropped);
        Assert.Equal(sent.Order(), Received().Order());
        Assert.Equal(0, delivery.Ledger.Spool!.Total.Spans);
    }

    [Fact]
    public async Task Without_a_spool_the_oldest_go_and_every_one_is_counted()
    {
        using var delivery = new Delivery([Endpoints.Create(_collector)], Cap);
        _collector.Faults.Always = BackendFault.Status(503);
        var sent = await SendAsync(delivery);
        var during = delivery.Counts();
        Assert.Equal(Spans, during.InFlight + during.Dropped[(int)DropReason.QueueFull]);
        Assert.True(during.AllDropped > 0, $"{during}");

        _collector.Faults.Always = null;
        await delivery.WaitAsync(() => delivery.Counts().InFlight == 0);

        var counts = delivery.Counts();
        Assert.Equal(Spans, counts.Exported + counts.Dropped[(int)DropReason.QueueFull]);
        var received = Received();
        Assert.Equal(counts.Exported, received.Distinct().Count());

        // The newest spans are kept, besides the batches that were being sent.
        Assert.Empty(sent.TakeLast((int)counts.Exported / 2).Except(received));
        Assert.InRange(counts.Exported * 500, 0, MemoryCap * 2);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{counts}; memory cap {MemoryCap} bytes."));
    }

    [Fact]
    public async Task The_next_gateway_sends_the_spool_of_a_stopped_gateway_with_the_same_ids()
    {
        _collector.Faults.Always = BackendFault.Status(503);
        List<string> sent;
        using (var first = new Delivery([Endpoints.Create(_collector)], Cap, _spool))
        {
            sent = first.Send(SpansPerSecond, Attributes);
            await first.StopAsync();
            Assert.Equal(0, first.Counts().AllDropped);
        }

        _collector.Faults.Always = null;
        using var second = new Delivery([Endpoints.Create(_collector)], Cap, _spool);
        await second.WaitAsync(() => second.Counts().Exported == SpansPerSecond);

        Assert.Equal(sent.Order(), Received().Order());
        Assert.Equal((SpansPerSecond, SpansPerSecond, 0), (second.Counts().Started, second.Counts().Exported, second.Counts().InFlight));
    }

    private static PipelineSettings Cap(PipelineSettings settings) => settings with { MaxQueueBytes = MemoryCap, BatchDelay = TimeSpan.FromSeconds(1) };

    /// <summary>Queues the spans of each second and waits until the pipeline has taken them.</summary>
    private static async Task<List<string>> SendAsync(Delivery delivery)
    {
        List<string> ids = [];
        var budget = delivery.Ledger.Backends.Single().Budget;
        for (var second = 0; second < Seconds; second++)
        {
            ids.AddRange(delivery.Send(SpansPerSecond, Attributes));
            delivery.Clock.Advance(TimeSpan.FromSeconds(1));
            await delivery.WaitAsync(() => delivery.Pipeline.Queue.Count == 0 && (delivery.Ledger.Spool is null || budget.Used < MemoryCap / 4));
            Assert.InRange(budget.Used, 0, MemoryCap);
        }

        return ids;
    }

    private List<string> Received() =>
    [
        .. _collector.Requests
            .Where(request => request.StatusCode == 200)
            .SelectMany(request => OtlpTraceDecoder.Decode(request.Message.Span))
            .Select(span => span.SpanId),
    ];
}
