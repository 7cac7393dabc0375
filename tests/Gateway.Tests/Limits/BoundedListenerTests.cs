using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace TracedLlm.Samples.Gateway.Tests.Limits;

/// <summary>How many connections the gateway accepts.</summary>
public sealed class BoundedListenerTests
{
    private readonly List<DefaultConnectionContext> _arriving = [];
    private readonly List<string> _closed = [];

    [Fact]
    public async Task A_connection_above_the_limit_is_closed_before_the_next_one_is_accepted()
    {
        await using var listener = Listen(most: 2, arriving: 5);

        var accepted = await AcceptAllAsync(listener);

        Assert.Equal(["0", "1"], accepted.Select(static connection => connection.ConnectionId));
        Assert.Equal(["2", "3", "4"], _closed);
    }

    [Fact]
    public async Task A_connection_that_is_closed_frees_its_place_once()
    {
        var connections = new OpenConnections(new ServerLimits(1, 2));
        await using var listener = Listen(connections, arriving: 2);
        var accepted = await AcceptAllAsync(listener);

        await accepted[0].DisposeAsync();
        await accepted[0].DisposeAsync();
        await using var later = Listen(connections, arriving: 3);
        _closed.Clear();

        Assert.Equal(["0"], (await AcceptAllAsync(later)).Select(static connection => connection.ConnectionId));
        Assert.Equal(["1", "2"], _closed);
    }

    [Fact]
    public async Task A_connection_whose_end_fails_frees_its_place()
    {
        var connections = new OpenConnections(new ServerLimits(1, 1));
        Assert.True(connections.TryAdd());
        var broken = new BoundedConnection(new BrokenConnection(), connections);

        await Assert.ThrowsAsync<IOException>(() => broken.DisposeAsync().AsTask());

        Assert.True(connections.TryAdd());
    }

    [Theory]
    [InlineData(4, 2, false)]
    [InlineData(4, 3, true)]
    [InlineData(40, 35, false)]
    [InlineData(40, 36, true)]
    public async Task Connections_are_many_when_a_tenth_of_the_places_is_free(int most, int open, bool many)
    {
        var connections = new OpenConnections(new ServerLimits(1, most));
        await using var listener = Listen(connections, open);

        await AcceptAllAsync(listener);

        Assert.Equal(many, connections.AreMany);
    }

    [Fact]
    public async Task The_server_sees_the_connection_as_it_is()
    {
        await using var listener = Listen(most: 1, arriving: 1);
        var connection = Assert.Single(await AcceptAllAsync(listener));
        var transport = new Duplex(PipeReader.Create(Stream.Null), PipeWriter.Create(Stream.Null));

        connection.Transport = transport;
        connection.Items["a"] = "b";
        connection.Features.Set(this);

        var inner = Assert.Single(_arriving);
        Assert.Same(transport, inner.Transport);
        Assert.Equal("b", inner.Items["a"]);
        Assert.Same(this, inner.Features.Get<BoundedListenerTests>());
        Assert.Equal((inner.LocalEndPoint, inner.RemoteEndPoint, inner.ConnectionClosed), (connection.LocalEndPoint, connection.RemoteEndPoint, connection.ConnectionClosed));
        connection.Abort(new ConnectionAbortedException());
        await Task.Delay(Timeout.Infinite, inner.ConnectionClosed).ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private static async Task<List<ConnectionContext>> AcceptAllAsync(BoundedListener listener)
    {
        var accepted = new List<ConnectionContext>();
        while (await listener.AcceptAsync() is { } connection)
        {
            accepted.Add(connection);
        }

        return accepted;
    }

    private BoundedListener Listen(int most, int arriving) => Listen(new OpenConnections(new ServerLimits(1, most)), arriving);

    private BoundedListener Listen(OpenConnections connections, int arriving) => new(new Arriving(this, arriving), connections);

    private sealed class Arriving(BoundedListenerTests test, int count) : IConnectionListener
    {
        private int _next;

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 4000);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            if (_next == count)
            {
                return new((ConnectionContext?)null);
            }

            var connection = new RecordedConnection($"{_next++}", test._closed) { LocalEndPoint = EndPoint, RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 5000) };
            test._arriving.Add(connection);
            return new(connection);
        }

        public ValueTask DisposeAsync() => default;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => default;
    }

    private sealed class RecordedConnection(string id, List<string> closed) : DefaultConnectionContext(id)
    {
        public override ValueTask DisposeAsync()
        {
            closed.Add(ConnectionId);
            return base.DisposeAsync();
        }
    }

    private sealed class BrokenConnection : DefaultConnectionContext
    {
        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            throw new IOException("The socket cannot be closed.");
        }
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
