using System.Diagnostics;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>The checks that a receiver always makes when it is disposed.</summary>
[Collection(ProductSource.Name)]
public sealed class ReceiverChecksTests
{
    private const string Product = "TracedLlm";

    [Fact]
    public async Task Whole_traces_that_are_all_exported_pass() => await DisposeAfterAsync(source =>
    {
        using var root = source.StartActivity("root", ActivityKind.Server);
        using var child = source.StartActivity("child");
    });

    [Fact]
    public async Task A_child_whose_parent_was_not_exported_is_found()
    {
        var exception = await ViolationAsync(source => source.StartActivity("orphan", ActivityKind.Internal, Elsewhere)!.Stop());

        Assert.Contains("of 'orphan' was not exported", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_parent_of_another_process_needs_not_be_exported() => await DisposeAfterAsync(source =>
    {
        var caller = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, isRemote: true);
        source.StartActivity("root", ActivityKind.Server, caller)!.Stop();
    });

    [Fact]
    public async Task A_span_that_never_ends_is_found()
    {
        Activity? left = null;

        var exception = await ViolationAsync(source => left = source.StartActivity("never ended"));

        Assert.Contains("1 spans never ended: never ended", exception.Message, StringComparison.Ordinal);
        left!.Dispose();
    }

    [Fact]
    public async Task A_span_that_was_started_and_not_exported_is_found()
    {
        var receiver = await OtlpReceiver.StartAsync();
        Export(receiver, source => source.StartActivity("exported")!.Stop());
        using (var source = new ActivitySource(Product))
        using (var nobodys = new ActivityListener { ShouldListenTo = heard => heard == source, Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded })
        {
            ActivitySource.AddActivityListener(nobodys);
            source.StartActivity("lost")!.Stop();
        }

        var exception = await Assert.ThrowsAsync<TraceInvariantException>(async () => await receiver.DisposeAsync());

        Assert.Contains("2 spans were started, 1 exported, 0 sampled out, 0 in flight", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_that_are_sampled_out_are_counted() => await DisposeAfterAsync(source =>
        source.StartActivity("unsampled", ActivityKind.Internal, default(ActivityContext), [new("sample", "out")])!.Stop());

    [Theory]
    [InlineData(Canaries.Key)]
    [InlineData(Canaries.Prompt)]
    public async Task A_secret_is_found_in_the_bytes(string canary)
    {
        var exception = await ViolationAsync(source => source.StartActivity("leaking")!.SetTag("a", $"Bearer {canary}.").Stop());

        Assert.Contains($"The secret '{canary}' was exported", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_content_captured_the_canary_of_content_may_occur_and_that_of_keys_may_not()
    {
        var checks = TraceChecks.All with { Content = true };
        await DisposeAfterAsync(source => source.StartActivity("telling")!.SetTag("a", Canaries.Prompt).Stop(), checks);

        var exception = await ViolationAsync(source => source.StartActivity("leaking")!.SetTag("a", Canaries.Key).Stop(), checks);

        Assert.Contains(Canaries.Key, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cleared_spans_are_still_checked_at_the_end()
    {
        var exception = await Assert.ThrowsAsync<TraceInvariantException>(async () =>
        {
            await using var receiver = await OtlpReceiver.StartAsync();
            Export(receiver, source => source.StartActivity("leaking")!.SetTag("a", Canaries.Key).Stop());
            receiver.Clear();
        });

        Assert.Contains(Canaries.Key, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Released_spans_are_removed_and_stay_counted()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        Export(receiver, source =>
        {
            source.StartActivity("released")!.Stop();
            source.StartActivity("kept")!.Stop();
        });

        receiver.Release(TraceOf(receiver, "released"));

        Assert.Equal("kept", Assert.Single(receiver.Spans).Name);
        Assert.Empty(receiver.Posts);
    }

    [Fact]
    public async Task Released_spans_are_checked()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        Export(receiver, source => source.StartActivity("orphan", ActivityKind.Internal, Elsewhere)!.Stop());

        var exception = Assert.Throws<TraceInvariantException>(() => receiver.Release(TraceOf(receiver, "orphan")));

        Assert.Contains("of 'orphan' was not exported", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_that_comes_after_its_trace_was_released_is_found()
    {
        var exception = await Assert.ThrowsAsync<TraceInvariantException>(async () =>
        {
            await using var receiver = await OtlpReceiver.StartAsync();
            var parent = default(ActivityContext);
            Export(receiver, source =>
            {
                using var root = source.StartActivity("root")!;
                parent = root.Context;
            });
            receiver.Release(TraceOf(receiver, "root"));
            Export(receiver, source => source.StartActivity("too late", ActivityKind.Internal, parent)!.Stop());
        });

        Assert.Contains("of 'too late' was not exported", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_can_switch_a_check_off() => await DisposeAfterAsync(
        source => source.StartActivity("leaking")!.SetTag("a", Canaries.Key).Stop(), TraceChecks.None);

    private static ActivityContext Elsewhere => new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

    private static HashSet<string> TraceOf(OtlpReceiver receiver, string name) => [receiver.Spans.Single(span => span.Name == name).TraceId];

    private static Task<TraceInvariantException> ViolationAsync(Action<ActivitySource> act, TraceChecks? checks = null) =>
        Assert.ThrowsAsync<TraceInvariantException>(() => DisposeAfterAsync(act, checks));

    private static async Task DisposeAfterAsync(Action<ActivitySource> act, TraceChecks? checks = null)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: checks);
        Export(receiver, act);
    }

    private static void Export(OtlpReceiver receiver, Action<ActivitySource> act)
    {
        using var exporter = new StockExporter(receiver, Product, new ByTag());
        act(exporter.Source);
    }

    /// <summary>Drops activities that have tags at their start.</summary>
    private sealed class ByTag : Sampler
    {
        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            new(samplingParameters.Tags?.Any() == true ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
    }
}
