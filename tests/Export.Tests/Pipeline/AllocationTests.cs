using System.Diagnostics;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Views;
using TracedLlm.Testing.Waiting;
using Xunit.Abstractions;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>The allocations for a span in the pipeline. The tests run alone in the process, because all threads are counted.</summary>
[Collection(ProcessWide.Name)]
public sealed class AllocationTests(ITestOutputHelper output) : IDisposable
{
    private const int Spans = 512 * 20;
    private const double MostBytes = 12;
    private const int MostRuns = 1_000;

    private readonly EndedActivities _activities = new();

    [Fact]
    public void Queueing_a_span_allocates_nothing()
    {
        var (queue, span, _) = Create();
        long least = long.MaxValue;
        for (var run = 0; run < MostRuns && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var number = 0; number < 20; number++)
            {
                queue.Add(span with { Size = SpanSize.Estimate(span.Activity) });
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            while (queue.TryTake(out var taken))
            {
                SpanQueue.Release(taken);
            }
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void The_end_of_a_span_allocates_nothing_on_its_thread()
    {
        var activity = Canonical();
        var ledger = new DeliveryLedger();
        BackendEndpoint[] endpoints = [TestedPipeline.Endpoint()];
        using var client = new HttpMessageInvoker(new Sink());
        using var pipeline = new SpanPipeline(new PipelineSettings(), ledger, endpoints, new ConfiguredEndpoints(endpoints), [], client: client);
        using var processor = new ExportProcessor(pipeline, ledger);
        long least = long.MaxValue;
        var runs = 0;
        for (; runs < MostRuns && least > 0; runs++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var number = 0; number < 20; number++)
            {
                processor.OnEnd(activity);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(pipeline.Flush(Patience.Default));
        }

        Assert.Equal(0, least);
        Assert.Equal(runs * 20, ledger.Backends[0].Ledger.Counts().Exported);
    }

    [Fact]
    public void Encoding_and_queueing_a_span_allocates_nothing_but_what_the_batch_needs()
    {
        var (_, span, destination) = Create();
        using var buffer = new OtlpBuffer();
        long least = long.MaxValue;
        for (var run = 0; run < 2 * MostRuns && least > 0; run++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            buffer.Truncate(0);
            destination.Endpoint.View.Write(new EndedSpan(span.Activity, span.Request), buffer);
            destination.Append(buffer.Written.Span, Stopwatch.GetTimestamp());
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Sending_allocates_a_few_bytes_a_span()
    {
        var activity = Canonical();
        var settings = new PipelineSettings { EncodeDelay = TimeSpan.Zero };
        var ledger = new DeliveryLedger { Settings = settings };
        BackendEndpoint[] endpoints = [TestedPipeline.Endpoint()];
        using var client = new HttpMessageInvoker(new Sink());
        using var pipeline = new SpanPipeline(settings, ledger, endpoints, new ConfiguredEndpoints(endpoints), [], client: client);
        var least = double.MaxValue;
        var runs = 0;

        // All threads are counted: what an earlier test has left behind may allocate for a while.
        for (; runs < MostRuns && least > MostBytes; runs++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var number = 0; number < Spans; number++)
            {
                pipeline.Add(new(activity, Request: null, IsInconclusive: false));
            }

            Assert.True(pipeline.Flush(Patience.Default));
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Spans);
        }

        output.WriteLine($"{least:0.0} B a span");
        Assert.Equal((long)runs * Spans, ledger.Backends[0].Ledger.Counts().Exported);
        Assert.InRange(least, 0, MostBytes);
    }

    public void Dispose() => _activities.Dispose();

    private Activity Canonical() => _activities.Make(
        "litellm_request",
        [.. Enumerable.Range(0, 20).Select(number => ($"litellm.metadata.key{number}", (object?)$"value {number}"))]);

    private (SpanQueue Queue, QueuedSpan Span, Destination Destination) Create()
    {
        var settings = new PipelineSettings();
        var ledger = new DeliveryLedger { Settings = settings };
        var endpoint = TestedPipeline.Endpoint();
#pragma warning disable CA2000 // Nothing is sent.
        var context = new DeliveryContext(settings, new HttpMessageInvoker(new Sink()), [], null, static () => { }, null);
#pragma warning restore CA2000
        var destination = new Destination(endpoint, ledger.GetBackend(endpoint), context, new HostLoad(context.Clock, context.BackOff));
        return (new SpanQueue(settings with { MaxBatchSpans = int.MaxValue }, static () => { }, static _ => { }), new(Canonical(), null, new SpanRoute([destination]), 1_000), destination);
    }

    private sealed class Sink : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
