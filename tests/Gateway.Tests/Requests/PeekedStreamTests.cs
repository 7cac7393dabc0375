using System.IO.Pipelines;
using System.Text;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Requests;

/// <summary>A stream whose beginning was looked at is read whole, whenever its bytes arrive.</summary>
public sealed class PeekedStreamTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly TestClock _clock = new();

    [Theory]
    [InlineData(4, "abcd", false)]
    [InlineData(8, "abcdefgh", false)]
    [InlineData(100, "abcdefgh", true)]
    public async Task The_beginning_is_known_and_all_is_read(int most, string beginning, bool isWhole)
    {
        using var body = new MemoryStream("abcdefgh"u8.ToArray());
        await using var stream = new PeekedStream(body, most);

        Assert.Equal(beginning, Encoding.UTF8.GetString((await stream.PeekAsync(Limit, _clock, CancellationToken.None)).Span));
        Assert.Equal(isWhole, stream.IsWhole);
        using var reader = new StreamReader(stream);
        Assert.Equal("abcdefgh", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task What_arrives_after_the_limit_is_read_too()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync("abc"u8.ToArray());
        await using var stream = new PeekedStream(pipe.Reader.AsStream(), 100);

        var beginning = await PeekUntilLimitAsync(stream, CancellationToken.None);
        await pipe.Writer.WriteAsync("def"u8.ToArray());
        await pipe.Writer.CompleteAsync();

        Assert.Equal(("abc", false), (Encoding.UTF8.GetString(beginning.Span), stream.IsWhole));
        using var reader = new StreamReader(stream);
        Assert.Equal("abcdef", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_wait()
    {
        var pipe = new Pipe();
        await using var stream = new PeekedStream(pipe.Reader.AsStream(), 100);
        using var left = new CancellationTokenSource();
        var peek = stream.PeekAsync(Limit, _clock, left.Token);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => peek);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    public async Task A_read_that_fails_is_the_readers(string arrived)
    {
        await using var stream = new PeekedStream(new BrokenBody(arrived, new IOException("Gone.")), 100);

        Assert.Equal(arrived, Encoding.UTF8.GetString((await stream.PeekAsync(Limit, _clock, CancellationToken.None)).Span));

        Assert.False(stream.IsWhole);
        var read = new byte[arrived.Length];
        await stream.ReadExactlyAsync(read);
        Assert.Equal(arrived, Encoding.UTF8.GetString(read));
        await Assert.ThrowsAsync<IOException>(() => stream.ReadExactlyAsync(new byte[1]).AsTask());
        await Assert.ThrowsAsync<IOException>(() => stream.ReadExactlyAsync(new byte[1]).AsTask());
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public async Task A_body_that_fails_at_its_end_does_not_fail_the_dispose(int most)
    {
        var body = new BrokenBody("abc", new IOException("Gone."));
        var stream = new PeekedStream(body, most);
        await stream.PeekAsync(Limit, _clock, CancellationToken.None);

        await stream.DisposeAsync();

        Assert.True(body.IsDisposed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_that_waits_ends_before_the_body_is_disposed(bool isAwaited)
    {
        var body = new StalledBody("abc");
        var stream = new PeekedStream(body, 100);
        using (var calling = new CancellationTokenSource())
        {
            await PeekUntilLimitAsync(stream, calling.Token);
        }

        Assert.Equal("read", body.Events);
        if (isAwaited)
        {
            await stream.DisposeAsync();
        }
        else
        {
            stream.Dispose();
        }

        Assert.Equal("read, cancelled, disposed", await body.EventsUntilDisposedAsync());
    }

    [Fact]
    public async Task A_body_of_which_nothing_is_read_is_disposed_at_once()
    {
        var body = new StalledBody("abc");
        var stream = new PeekedStream(body, 3);
        await stream.PeekAsync(Limit, _clock, CancellationToken.None);

        stream.Dispose();
        stream.Dispose();

        Assert.Equal("disposed", body.Events);
    }

    [Fact]
    public async Task A_caller_that_leaves_ends_the_read()
    {
        var body = new StalledBody("abc");
        var stream = new PeekedStream(body, 100);
        using var left = new CancellationTokenSource();
        var peek = stream.PeekAsync(Limit, _clock, left.Token);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => peek);
        Assert.Equal("read, cancelled", body.Events);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_its_wait_and_its_dispose_the_read()
    {
        var body = new StalledBody("abc");
        var stream = new PeekedStream(body, 100);
        await PeekUntilLimitAsync(stream, CancellationToken.None);
        using var left = new CancellationTokenSource();
        Assert.Equal(3, await stream.ReadAsync(new byte[10], left.Token));
        var read = stream.ReadAsync(new byte[10], left.Token);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        await stream.DisposeAsync();
        Assert.Equal("read, cancelled, disposed", body.Events);
    }

    [Fact]
    public async Task A_read_that_fails_when_it_is_cancelled_does_not_fail_the_dispose()
    {
        var body = new StalledBody("abc", new IOException("Closed."));
        var stream = new PeekedStream(body, 100);
        await PeekUntilLimitAsync(stream, CancellationToken.None);

        await stream.DisposeAsync();

        Assert.Equal("read, cancelled, disposed", body.Events);
    }

    private async Task<ReadOnlyMemory<byte>> PeekUntilLimitAsync(PeekedStream stream, CancellationToken cancellationToken)
    {
        var peek = stream.PeekAsync(Limit, _clock, cancellationToken);
        await _clock.FireAsync(Limit);
        return await peek;
    }
}
