using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Lookahead;
using TracedLlm.Requests;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Memory goes back once, when the request has ended and nobody reads it any more.</summary>
[Collection(ProcessWide.Name)]
public sealed class LifetimeTests
{
    private static readonly byte[] Sent = LookaheadGateway.Chat(100_000);

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHost)]
    public async Task A_body_that_is_held_outlives_its_request(Wire wire)
    {
        RequestBody? held = null;
        await using var gateway = await LookaheadGateway.StartAsync(wire, http =>
        {
            held = LookaheadGateway.BodyOf(http)!;
            return Task.FromResult($"{held.TryRetain()} {http.Features.Get<RequestState>()!.IsCompleted}");
        });

        Assert.Equal("True False", await gateway.PostAsync(Sent));
        await gateway.RequestsEnded;
        Assert.Equal((1, 0L), (gateway.Pool.Out, gateway.Lookahead.BytesInUse));
        Assert.Equal(Sent, held!.Json.ToArray());
        Assert.False(held.TryRetain());
        held.Release();
        await gateway.StopAsync();
    }

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.TestHost)]
    public async Task A_reader_that_outlives_its_request_gets_an_error_and_no_other_bytes(Wire wire)
    {
        Stream? body = null;
        await using var gateway = await LookaheadGateway.StartAsync(wire, http =>
        {
            body = http.Request.Body;
            return Task.FromResult("");
        });

        await gateway.PostAsync(Sent);
        await gateway.StopAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => body!.CopyToAsync(Stream.Null));
    }

    [Fact]
    public async Task A_buffer_that_a_reader_did_not_return_is_not_reused()
    {
        ReadOnlySequence<byte> given = default;
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, async http =>
        {
            given = (await http.Request.BodyReader.ReadAsync()).Buffer;
            return "";
        });

        await gateway.PostAsync(Sent);
        await gateway.RequestsEnded;

        Assert.Equal(Sent, given.ToArray());
        Assert.Equal((1, 0L), (gateway.Pool.Out, gateway.Lookahead.BytesInUse));
    }

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHost)]
    public async Task Memory_is_released_after_an_exception(Wire wire)
    {
        await using var gateway = await LookaheadGateway.StartAsync(wire, _ => throw new InvalidOperationException("broken"));

        await Record.ExceptionAsync(() => gateway.PostAsync(Sent));

        Assert.True(gateway.Pool.Rented > 0);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task An_error_handler_outside_of_the_trace_reads_the_body()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, app =>
        {
            app.UseExceptionHandler(errors => errors.Run(async http => await http.Response.WriteAsync(LookaheadGateway.Hash(await BodyReads.ReadAsync(http)))));
            LookaheadGateway.Map(app, _ => throw new InvalidOperationException("broken"));
        });

        Assert.Equal("500 " + LookaheadGateway.Hash(Sent), await gateway.PostAsync(Sent));
        await gateway.StopAsync();
    }

    [Fact]
    public async Task Requests_at_the_same_time_do_not_share_memory()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var count = 0;
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, async http =>
        {
            if (Interlocked.Increment(ref count) == 8)
            {
                arrived.SetResult();
            }

            await arrived.Task.WaitAsync(Patience.Default);
            return $"{LookaheadGateway.Hash(LookaheadGateway.BodyOf(http)!.Json.Span)} {LookaheadGateway.Hash(await BodyReads.ReadAsync(http))}";
        });
        var bodies = Enumerable.Range(1, 8).Select(seed => LookaheadGateway.Chat(50_000, seed)).ToArray();

        var answers = await Task.WhenAll(bodies.Select(body => gateway.PostAsync(body)));

        Assert.Equal(bodies.Select(body => LookaheadGateway.Hash(body)).Select(hash => $"{hash} {hash}"), answers);
        await gateway.StopAsync();
    }
}
