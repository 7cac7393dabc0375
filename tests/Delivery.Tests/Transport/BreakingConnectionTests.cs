using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Delivery.Tests.Transport;

/// <summary>The failures of a connection and the fate of the spans.</summary>
public sealed class BreakingConnectionTests : IAsyncLifetime
{
    private CollectorReceiver _collector = null!;

    public static TheoryData<OtlpProtocolName> Protocols => [OtlpProtocolName.Http, OtlpProtocolName.Grpc];

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public Task DisposeAsync() => _collector.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_reset_before_the_backend_stored_a_span_loses_no_span(OtlpProtocolName protocol)
    {
        _collector.Faults.Next(BackendFault.Reset, BackendFault.Reset);
        using var delivery = Deliver(protocol);
        var ids = delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(ids, _collector.Spans.Select(span => span.SpanId));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_reset_after_everything_was_taken_sends_the_same_ids_again(OtlpProtocolName protocol)
    {
        _collector.Faults.Next(BackendFault.ResetAfterTaking);
        using var delivery = Deliver(protocol);
        var ids = delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal([.. ids, .. ids], _collector.Spans.Select(span => span.SpanId));
    }

    // Over HTTP the status, which comes first, has confirmed the spans; in gRPC the status comes last.
    [Theory]
    [InlineData(OtlpProtocolName.Http, 3)]
    [InlineData(OtlpProtocolName.Grpc, 6)]
    public async Task An_incomplete_answer_loses_no_span(OtlpProtocolName protocol, int taken)
    {
        _collector.Faults.Next(BackendFault.HalfAnswer);
        using var delivery = Deliver(protocol);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(taken, _collector.Spans.Count);
        Assert.Equal(3, _collector.Spans.DistinctBy(span => span.SpanId).Count());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_request_that_is_never_answered_is_given_up_and_sent_again(OtlpProtocolName protocol)
    {
        var never = new TaskCompletionSource();
        _collector.Faults.Next(BackendFault.Hang(never.Task));
        var timeout = TimeSpan.FromHours(1);
        using var delivery = Deliver(protocol, timeout);
        delivery.Send(3);
        var flushing = delivery.FlushAsync();
        await Eventually.BecomesTrueAsync(() => _collector.Arrivals == 1);

        delivery.Clock.Advance(timeout);
        var counts = await flushing;

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(2, _collector.Arrivals);
        never.SetResult();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_late_answer_is_awaited(OtlpProtocolName protocol)
    {
        var released = new TaskCompletionSource();
        _collector.Faults.Next(BackendFault.SlowAnswer(released.Task));
        using var delivery = Deliver(protocol);
        delivery.Send(3);
        var flushed = delivery.FlushAsync();
        await _collector.WaitForSpansAsync(spans => spans.Count == 3);

        Assert.Equal((0, 3), (delivery.Counts().Exported, delivery.Counts().InFlight));
        released.SetResult();
        var counts = await flushed;

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(1, _collector.Arrivals);
    }

    [Fact]
    public async Task A_backend_that_is_not_there_yet_gets_everything_when_it_is()
    {
        var port = _collector.Endpoint.Port;
        await _collector.DisposeAsync();
        using var delivery = Deliver(OtlpProtocolName.Http);
        delivery.Send(3);
        var flushed = delivery.FlushAsync();
        await Eventually.BecomesTrueAsync(() => delivery.Ledger.Backends.Single().Ledger.LastError is not null);

        _collector = await CollectorReceiver.StartAsync(port);
        var counts = await flushed;

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.StartsWith("network error", delivery.Ledger.Backends.Single().Ledger.LastError, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_rejected_span_is_counted_and_the_other_spans_of_its_batch_are_exported(OtlpProtocolName protocol)
    {
        _collector.Rejects = span => span.Name == "span 1" ? "no good" : null;
        using var delivery = Deliver(protocol);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((2, 1), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(["span 0", "span 2"], _collector.Spans.Select(span => span.Name));
        Assert.Equal(1, _collector.Arrivals);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_warning_is_no_rejection(OtlpProtocolName protocol)
    {
        _collector.Warning = "slow down";
        using var delivery = Deliver(protocol);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
    }

    [Fact]
    public async Task A_page_in_place_of_an_answer_is_no_rejection()
    {
        _collector.Faults.Next(new BackendFault { StatusCode = 200, Body = $"<html>{new string('.', 100_000)}</html>", ContentType = "text/html" });
        using var delivery = Deliver(OtlpProtocolName.Http);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_keys()
    {
        _collector.Faults.Always = BackendFault.Status(307, ("Location", new Uri(_collector.Endpoint, "/elsewhere").ToString()));
        using var delivery = Deliver(OtlpProtocolName.Http);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal("/v1/traces", Assert.Single(_collector.Requests).Path);
    }

    private Delivery Deliver(OtlpProtocolName protocol, TimeSpan? timeout = null) =>
        new([Endpoints.Create(_collector, protocol == OtlpProtocolName.Grpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf, timeout: timeout)]);
}
