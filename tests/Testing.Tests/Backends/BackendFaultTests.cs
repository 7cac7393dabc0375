using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using static TracedLlm.Testing.Tests.Backends.AttributedSpan;

namespace TracedLlm.Testing.Tests.Backends;

/// <summary>A fault applies to the configured request and stores the configured spans.</summary>
public sealed class BackendFaultTests : IAsyncLifetime
{
    private readonly BackendClient _client = new();
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _collector.DisposeAsync();
    }

    [Fact]
    public async Task Faults_are_for_the_next_requests_and_then_for_all()
    {
        _collector.Faults.Always = BackendFault.Status(500);
        _collector.Faults.Next(BackendFault.Status(429, ("Retry-After", "7")), null);

        var first = await PostAsync();
        var statuses = new[] { await PostAsync(), await PostAsync(), await PostAsync() }.Select(answer => answer.Status);

        Assert.Equal((429, TimeSpan.FromSeconds(7)), (first.Status, first.RetryAfter));
        Assert.Equal([200, 500, 500], statuses);
        Assert.Equal([false, true, false, false], _collector.Requests.Select(request => request.Taken));
        Assert.All(_collector.Requests, request => Assert.Single(request.Spans));
        Assert.Single(_collector.Spans);
    }

    [Fact]
    public async Task A_status_of_200_with_another_answer_takes_the_spans()
    {
        _collector.Faults.Next(new BackendFault { StatusCode = 200, Body = "<html>", ContentType = "text/html" });

        var (_, body, _, _) = await PostAsync();

        Assert.Equal("<html>", body);
        Assert.Single(_collector.Spans);
    }

    [Fact]
    public async Task Grpc_answers_its_own_status_and_a_proxys()
    {
        _collector.Faults.Next(BackendFault.Grpc(GrpcStatusCode.Unavailable), BackendFault.Status(503));

        var own = await _client.CallAsync(_collector.GrpcEndpoint, Request());
        var proxy = await _client.CallAsync(_collector.GrpcEndpoint, Request());

        Assert.Equal((200, GrpcStatusCode.Unavailable), (own.Http, own.Grpc));
        Assert.Equal((503, -1), (proxy.Http, proxy.Grpc));
        Assert.Empty(_collector.Spans);
    }

    [Theory]
    [InlineData(BackendBreak.BeforeTaking, 0)]
    [InlineData(BackendBreak.AfterTaking, 1)]
    [InlineData(BackendBreak.HalfAnswer, 1)]
    public async Task A_connection_breaks_at_the_configured_place(BackendBreak where, int taken)
    {
        _collector.Faults.Next(new BackendFault { Break = where }, new BackendFault { Break = where });

        await Assert.ThrowsAnyAsync<HttpRequestException>(PostAsync);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.CallAsync(_collector.GrpcEndpoint, Request()));

        Assert.Equal(2 * taken, _collector.Spans.Count);
        Assert.Equal(2, _collector.Requests.Count);
    }

    [Fact]
    public async Task A_reset_is_one()
    {
        _collector.Faults.Next(BackendFault.Reset);
        using var connection = await RawHttpConnection.ConnectAsync(_collector.Endpoint);
        await connection.PostJsonAsync("/v1/traces", "{}");

        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => connection.ReadToEndAsync());
    }

    [Fact]
    public async Task Half_an_answer_begins_well()
    {
        _collector.Faults.Next(BackendFault.HalfAnswer);
        using var connection = await RawHttpConnection.ConnectAsync(_collector.Endpoint);
        await connection.PostJsonAsync("/v1/traces", "{}");

        await connection.ReadUntilAsync("HTTP/1.1 415");
    }

    [Fact]
    public async Task A_hanging_post_is_not_stored_until_it_is_released()
    {
        var released = new TaskCompletionSource();
        _collector.Faults.Next(BackendFault.Hang(released.Task));
        var held = PostAsync();
        await Eventually.BecomesTrueAsync(() => _collector.Faults.Waiting == 0);
        await PostAsync();

        Assert.Single(_collector.Spans);
        Assert.False(held.IsCompleted);
        released.SetResult();

        Assert.Equal(200, (await held).Status);
        Assert.Equal(2, _collector.Spans.Count);
    }

    [Fact]
    public async Task A_slow_answer_arrives_long_after_the_spans_were_stored()
    {
        var released = new TaskCompletionSource();
        _collector.Faults.Next(BackendFault.SlowAnswer(released.Task));
        var held = PostAsync();
        await _collector.WaitForSpansAsync(spans => spans.Count == 1);

        Assert.False(held.IsCompleted);
        released.SetResult();

        Assert.Equal(200, (await held).Status);
    }

    [Fact]
    public async Task A_wait_that_times_out_shows_the_received_bytes()
    {
        _collector.Faults.Next(BackendFault.Status(503));
        await PostAsync();

        var exception = await Assert.ThrowsAsync<TimeoutException>(
            () => _collector.WaitForSpansAsync(spans => spans.Count == 1, TimeSpan.FromMilliseconds(1)));

        Assert.Contains("/v1/traces: 503, 1 spans", exception.Message, StringComparison.Ordinal);
    }

    private Task<BackendAnswer> PostAsync() => _client.PostAsync(_collector.TracesEndpoint);
}
