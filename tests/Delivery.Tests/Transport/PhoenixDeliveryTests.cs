using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Delivery.Tests.Transport;

/// <summary>Every answer of Phoenix over HTTP and gRPC, and the fate of the spans.</summary>
public sealed class PhoenixDeliveryTests : IAsyncLifetime
{
    private PhoenixReceiver _phoenix = null!;

    public static TheoryData<OtlpProtocolName> Protocols => [OtlpProtocolName.Http, OtlpProtocolName.Grpc];

    public async Task InitializeAsync() => _phoenix = await PhoenixReceiver.StartAsync("writer", "viewer");

    public Task DisposeAsync() => _phoenix.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Spans_arrive(OtlpProtocolName protocol)
    {
        using var delivery = Deliver(protocol);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(3, _phoenix.Projects["default"].Spans.Count());
        var request = Assert.Single(_phoenix.Requests);
        Assert.Equal(protocol == OtlpProtocolName.Grpc ? "HTTP/2" : "HTTP/1.1", request.Protocol);
        Assert.Equal("gzip", request.Headers[protocol == OtlpProtocolName.Grpc ? "grpc-encoding" : "content-encoding"]);
    }

    [Theory]
    [InlineData(OtlpProtocolName.Http, "other", "HTTP 401: Invalid token")]
    [InlineData(OtlpProtocolName.Http, "viewer", "HTTP 403: Viewers cannot perform this operation.")]
    [InlineData(OtlpProtocolName.Http, null, "HTTP 401: Invalid token")]
    [InlineData(OtlpProtocolName.Grpc, "other", "gRPC UNAUTHENTICATED: Invalid token")]
    [InlineData(OtlpProtocolName.Grpc, "viewer", "gRPC PERMISSION_DENIED: Viewers cannot perform this operation.")]
    [InlineData(OtlpProtocolName.Grpc, null, "gRPC UNAUTHENTICATED: Invalid token")]
    public async Task A_key_without_write_permission_is_not_retried(OtlpProtocolName protocol, string? key, string error)
    {
        using var delivery = Deliver(protocol, key);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(1, _phoenix.Arrivals);
        Assert.Equal(error, delivery.Ledger.Backends.Single().Ledger.LastError);
    }

    [Theory]
    [InlineData(OtlpProtocolName.Http, "HTTP 503: Server is at capacity and cannot process more requests")]
    [InlineData(OtlpProtocolName.Grpc, "gRPC RESOURCE_EXHAUSTED: Server is at capacity and cannot process more requests")]
    public async Task A_full_queue_is_waited_for(OtlpProtocolName protocol, string error)
    {
        _phoenix.QueueIsFull = true;
        using var delivery = Deliver(protocol);
        delivery.Send(3);
        var flushed = delivery.FlushAsync();
        await _phoenix.WaitForRequestsAsync(requests => requests.Count >= 2);
        Assert.Equal(error, delivery.Ledger.Backends.Single().Ledger.LastError);

        _phoenix.QueueIsFull = false;
        var counts = await flushed;

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(3, _phoenix.Spans.Count);
    }

    [Fact]
    public async Task Locked_storage_is_waited_for()
    {
        _phoenix.StorageIsLocked = true;
        using var delivery = Deliver(OtlpProtocolName.Http);
        delivery.Send(3);
        var flushed = delivery.FlushAsync();
        await _phoenix.WaitForRequestsAsync(requests => requests.Count >= 2);
        Assert.All(_phoenix.Requests, request => Assert.Equal(507, request.StatusCode));

        _phoenix.StorageIsLocked = false;
        var counts = await flushed;

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
    }

    [Fact]
    public async Task Compression_is_left_out_if_the_backend_refuses_it()
    {
        _phoenix.Faults.Next(BackendFault.Status(415));
        using var delivery = Deliver(OtlpProtocolName.Http);
        delivery.Send(3);
        await delivery.FlushAsync();
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((6, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal([true, false, false], _phoenix.Requests.Select(request => request.Headers.ContainsKey("content-encoding")));
    }

    [Fact]
    public async Task A_backend_that_wants_another_content_type_is_not_retried_for_ever()
    {
        _phoenix.Faults.Always = BackendFault.Status(415);
        using var delivery = Deliver(OtlpProtocolName.Http);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(2, _phoenix.Arrivals);
    }

    [Fact]
    public async Task A_request_that_is_not_understood_is_divided_until_the_reason_is_found()
    {
        var endpoint = Endpoints.Create(_phoenix, "writer", OtlpProtocol.HttpProtobuf);
        using var delivery = new Delivery([new BackendEndpoint("arize_phoenix", endpoint.Address, endpoint.Headers, new InvalidSpanView())]);
        delivery.Send(7);
        delivery.Send(InvalidSpanView.Broken);
        delivery.Send(8);

        var counts = await delivery.FlushAsync();

        Assert.Equal((15, 1), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(15, _phoenix.Projects["default"].Spans.Count());
        Assert.Equal(5, _phoenix.Requests.Count(request => request.StatusCode == 422));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_connection_that_breaks_after_the_spans_were_taken_gives_them_once(OtlpProtocolName protocol)
    {
        _phoenix.Faults.Next(BackendFault.ResetAfterTaking);
        using var delivery = Deliver(protocol);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal((6, 3), (_phoenix.Spans.Count, _phoenix.Ignored));
        Assert.Equal(3, _phoenix.Projects["default"].Spans.Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(2)]
    [InlineData(13)]
    public async Task A_transient_gRPC_failure_is_sent_again(int status)
    {
        _phoenix.Faults.Next(BackendFault.Grpc(status));
        using var delivery = Deliver(OtlpProtocolName.Grpc);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal([status, 0], _phoenix.Requests.Select(request => request.GrpcStatus));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task A_permanent_gRPC_failure_is_not_sent_again(int status)
    {
        _phoenix.Faults.Always = BackendFault.Grpc(status);
        using var delivery = Deliver(OtlpProtocolName.Grpc);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(1, _phoenix.Arrivals);
    }

    [Fact]
    public async Task A_message_that_is_too_large_for_gRPC_is_split()
    {
        _phoenix.Faults.Next(BackendFault.Grpc(GrpcStatusCode.ResourceExhausted) with { Body = "grpc: received message larger than max (5000000 vs. 4194304)" });
        using var delivery = Deliver(OtlpProtocolName.Grpc);
        delivery.Send(4);

        var counts = await delivery.FlushAsync();

        Assert.Equal((4, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal([4, 2, 2], _phoenix.Requests.Select(request => request.Spans.Count));
    }

    [Fact]
    public async Task A_proxys_answer_to_gRPC_is_understood()
    {
        _phoenix.Faults.Next(BackendFault.Status(503), BackendFault.Status(502));
        using var delivery = Deliver(OtlpProtocolName.Grpc);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
    }

    [Fact]
    public async Task The_delay_that_gRPC_asks_for_is_waited_for()
    {
        _phoenix.Faults.Next(BackendFault.Grpc(GrpcStatusCode.Unavailable, ("grpc-retry-pushback-ms", "60000")));
        using var delivery = Deliver(OtlpProtocolName.Grpc);
        _phoenix.Clock = delivery.Clock;
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.True(_phoenix.Requests[1].At - _phoenix.Requests[0].At >= TimeSpan.FromMinutes(1), $"{_phoenix.Requests[1].At - _phoenix.Requests[0].At}");
    }

    private Delivery Deliver(OtlpProtocolName protocol, string? key = "writer") =>
        new([Endpoints.Create(_phoenix, key, protocol == OtlpProtocolName.Grpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf)]);
}
