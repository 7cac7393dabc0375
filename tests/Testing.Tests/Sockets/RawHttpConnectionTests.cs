using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Testing.Tests.Sockets;

public sealed class RawHttpConnectionTests
{
    [Fact]
    public async Task A_response_is_read_as_it_stands_on_the_wire()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"));
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.PostJsonAsync("/v1/messages", """{"a":"ä"}""", "traceparent: 00-abc", "Connection: close");
        var response = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n{}", response, StringComparison.Ordinal);
        Assert.Equal("""{"a":"ä"}""", upstream.Requests[0].Body);
        Assert.Equal("00-abc", upstream.Requests[0].Headers["traceparent"]);
        Assert.Equal(upstream.Endpoint.Authority, upstream.Requests[0].Headers["Host"]);
    }

    [Fact]
    public async Task A_number_of_bytes_can_be_awaited()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"));
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        var response = await connection.ReadBytesAsync(8);

        Assert.StartsWith("HTTP/1.1", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_that_times_out_names_the_missing_text()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Hang());
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.PostJsonAsync("/", "{}");
        var exception = await Assert.ThrowsAsync<TimeoutException>(
            () => connection.ReadUntilAsync("data: one", TimeSpan.FromMilliseconds(1)));

        Assert.StartsWith("No 'data: one' within", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_closes_early_shows_the_bytes_received_before()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.AbortAfter("{\"a\":1}", 4));
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.PostJsonAsync("/", "{}");
        var exception = await Assert.ThrowsAsync<EndOfStreamException>(() => connection.ReadUntilAsync("}"));

        Assert.EndsWith("\r\n\r\n{\"a\"", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_close_counts_as_an_abort()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Hang());
        using var connection = await RawHttpConnection.ConnectAsync(upstream.Endpoint);

        await connection.PostJsonAsync("/", "{}");
        var request = Assert.Single(await upstream.WaitForRequestsAsync());
        connection.HalfClose();

        await request.WaitForAbortAsync();
    }
}
