using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>A handler reads the same bytes in every way, on every server, whether looking ahead saw all of them or not.</summary>
[Collection(ProcessWide.Name)]
public sealed class ReplayTests
{
    public static TheoryData<Wire, string> Reads
    {
        get
        {
            var data = new TheoryData<Wire, string>();
            foreach (var wire in Enum.GetValues<Wire>())
            {
                foreach (var read in BodyReads.All.Keys)
                {
                    data.Add(wire, read);
                }
            }

            return data;
        }
    }

    // TestServer itself loses what BodyReader examined, and a body that says to be too long is left to it.
    public static TheoryData<Wire, string> ReadsBeyond
    {
        get
        {
            var data = new TheoryData<Wire, string>();
            foreach (var row in Reads.Where(row => row is not [Wire.TestHost, "BodyReader examined, then Body"]))
            {
                data.Add((Wire)row[0], (string)row[1]);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_handler_reads_the_bytes_of_the_lookahead(Wire wire, string read)
    {
        var sent = LookaheadGateway.Chat(200_000);
        await using var gateway = await LookaheadGateway.StartAsync(wire, async http =>
        {
            var seen = LookaheadGateway.Hash(LookaheadGateway.BodyOf(http)!.Json.Span);
            return seen + " " + LookaheadGateway.Hash(await BodyReads.All[read](http));
        });

        var answer = await gateway.PostAsync(sent);

        Assert.Equal($"{LookaheadGateway.Hash(sent)} {LookaheadGateway.Hash(sent)}", answer);
        await gateway.StopAsync();
    }

    [Theory]
    [MemberData(nameof(ReadsBeyond))]
    public async Task A_handler_reads_all_of_a_body_beyond_the_bound(Wire wire, string read)
    {
        var sent = LookaheadGateway.Chat(200_000);
        await using var gateway = await LookaheadGateway.StartAsync(
            wire,
            async http =>
            {
                var seen = LookaheadGateway.BodyOf(http) is null ? "unseen" : "seen";
                return seen + " " + LookaheadGateway.Hash(await BodyReads.All[read](http));
            },
            options => options.MaxRequestLookahead = 50_000);

        var answer = await gateway.PostAsync(sent);

        Assert.Equal("unseen " + LookaheadGateway.Hash(sent), answer);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Sixteen_long_posts_at_once_come_through_on_http2()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http2, async http =>
        {
            var body = LookaheadGateway.BodyOf(http)!;
            var read = LookaheadGateway.Hash(await BodyReads.ReadAsync(http));

            // Looked at once more after all others have been at the pool.
            return read + " " + LookaheadGateway.Hash(body.Json.Span);
        });
        var sent = Enumerable.Range(1, 16).Select(seed => LookaheadGateway.Chat(1_500_000, seed)).ToArray();

        var answers = await Task.WhenAll(sent.Select(body => gateway.PostAsync(body)));

        Assert.Equal(sent.Select(body => LookaheadGateway.Hash(body)).Select(hash => $"{hash} {hash}"), answers);
        await gateway.StopAsync();
    }

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHost)]
    public async Task Synchronous_reading_stays_forbidden(Wire wire)
    {
        await using var gateway = await LookaheadGateway.StartAsync(wire, http => Task.FromResult(
            Record.Exception(() => http.Request.Body.ReadByte())!.Message));

        Assert.Equal(
            "Synchronous operations are disallowed. Call ReadAsync or set AllowSynchronousIO to true instead.",
            await gateway.PostAsync("{}"u8.ToArray()));
    }

    [Fact]
    public async Task The_body_is_forward_only_and_disposing_it_does_nothing()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, async http =>
        {
            var body = http.Request.Body;
            Assert.False(body.CanSeek);
            Assert.Throws<NotSupportedException>(() => body.Position = 0);
            Assert.Throws<NotSupportedException>(() => body.WriteByte(1));
            await body.DisposeAsync();
            return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
        });

        Assert.Equal(LookaheadGateway.Hash("{}"u8), await gateway.PostAsync("{}"u8.ToArray()));
    }

    [Fact]
    public async Task A_cancelled_token_cancels_the_read_and_loses_nothing()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, async http =>
        {
            var cancelled = new CancellationToken(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.Request.Body.CopyToAsync(Stream.Null, cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await http.Request.BodyReader.ReadAsync(cancelled));
            return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
        });

        Assert.Equal(LookaheadGateway.Hash("{}"u8), await gateway.PostAsync("{}"u8.ToArray()));
    }

    [Fact]
    public async Task A_cancelled_pending_read_is_cancelled_once()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, async http =>
        {
            var reader = http.Request.BodyReader;
            reader.CancelPendingRead();
            var result = await reader.ReadAsync();
            Assert.True(result.IsCanceled);
            reader.AdvanceTo(result.Buffer.Start);
            return LookaheadGateway.Hash(await BodyReads.ConsumeAsync(http));
        });

        Assert.Equal(LookaheadGateway.Hash("{}"u8), await gateway.PostAsync("{}"u8.ToArray()));
    }

    [Fact]
    public async Task Reads_do_not_overlap_and_end_with_the_reader()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, async http =>
        {
            var reader = http.Request.BodyReader;
            Assert.Throws<InvalidOperationException>(() => reader.AdvanceTo(default));
            await reader.ReadAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReadAsync());
            await reader.CompleteAsync();
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReadAsync());
            return "ok";
        });

        Assert.Equal("ok", await gateway.PostAsync("{}"u8.ToArray()));
        await gateway.StopAsync();
    }
}
