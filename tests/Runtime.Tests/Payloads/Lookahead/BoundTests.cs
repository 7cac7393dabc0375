using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Beyond its bounds looking ahead gives up, and the handler reads everything all the same.</summary>
[Collection(ProcessWide.Name)]
public sealed class BoundTests
{
    private static readonly byte[] Half = LookaheadGateway.Chat(300);

    private static async Task<string> SeenAndRead(HttpContext http) =>
        $"{(LookaheadGateway.BodyOf(http) is { } body ? Encoding.UTF8.GetString(body.Json.Span) : "unseen")} "
        + LookaheadGateway.Hash(await BodyReads.ReadAsync(http));

    [Theory]
    [InlineData(Wire.Http1, "\r\nContent-Length: 600\r\n\r\n", "", "")]
    [InlineData(Wire.Http1Chunked, "\r\nTransfer-Encoding: chunked\r\n\r\n", "12c\r\n", "\r\n")]
    public async Task A_slow_body_is_given_up_when_the_time_is_over(Wire wire, string length, string before, string after)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LookaheadGateway.StartAsync(wire, http =>
        {
            entered.SetResult();
            return SeenAndRead(http);
        });
        using var client = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await client.SendAsync($"POST {LookaheadGateway.Path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json{length}{before}");
        await client.SendAsync(Half);
        await gateway.Clock.Waiting.WaitAsync(Patience.Default);
        Assert.False(entered.Task.IsCompleted);
        gateway.Clock.Fire();
        await entered.Task.WaitAsync(Patience.Default);
        await client.SendAsync(after + before);
        await client.SendAsync(Half);
        await client.SendAsync(before.Length > 0 ? "\r\n0\r\n\r\n" : "");

        Assert.Contains("unseen " + LookaheadGateway.Hash([.. Half, .. Half]), await client.ReadToEndAsync(), StringComparison.Ordinal);
        await gateway.StopAsync();
    }

    [Theory]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHost)]
    public async Task A_slow_body_is_given_up_on_other_servers_too(Wire wire)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LookaheadGateway.StartAsync(wire, http =>
        {
            entered.SetResult();
            return SeenAndRead(http);
        });

        var answer = gateway.PostAsync(new GatedContent(Half, entered.Task));
        await gateway.Clock.Waiting.WaitAsync(Patience.Default);
        gateway.Clock.Fire();

        Assert.Equal("unseen " + LookaheadGateway.Hash([.. Half, .. Half]), await answer);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task A_timeout_after_the_last_byte_cancels_nothing()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, SeenAndRead);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("{} " + LookaheadGateway.Hash("{}"u8), await gateway.PostAsync("{}"u8.ToArray()));
            gateway.Clock.Fire();
        }

        await gateway.StopAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_timeout_after_the_end_of_the_lookahead_cancels_nothing(bool beforeHandler)
    {
        var body = LookaheadGateway.Chat(50_000);
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.TestHostChunked,
            app =>
            {
                app.Use(async (http, next) =>
                {
                    http.Features.Set<IRequestBodyPipeFeature>(new FiringReader(http.Request.BodyReader, beforeHandler ? app.Services.GetRequiredService<SettableClock>() : null));
                    await next(http);
                });
                LookaheadGateway.Map(app, async http =>
                {
                    app.Services.GetRequiredService<SettableClock>().Fire();
                    return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
                });
            },
            options => options.MaxRequestLookahead = 1);

        // A stream's read that is cancelled throws.
        Assert.Equal(LookaheadGateway.Hash(body), await gateway.PostAsync(body));
    }

    [Theory]
    [InlineData(8_388_608)]
    [InlineData(1)]
    public async Task A_returned_buffer_is_not_asked_for_its_length(int bound)
    {
        var body = LookaheadGateway.Chat(50_000);
        using var reader = new RecyclingReader(body);
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.TestHostChunked,
            app =>
            {
                app.Use(async (http, next) =>
                {
                    http.Features.Set<IRequestBodyPipeFeature>(reader);
                    await next(http);
                });
                LookaheadGateway.Map(app, async http => $"{LookaheadGateway.BodyOf(http)?.Json.Length} {LookaheadGateway.Hash(await BodyReads.ReadAsync(http))}");
            },
            options => options.MaxRequestLookahead = bound);

        Assert.Equal($"{(bound > 1 ? body.Length : null)} {LookaheadGateway.Hash(body)}", await gateway.PostAsync(body));
    }

    [Theory]
    [InlineData(100_000, true)]
    [InlineData(100_001, false)]
    public async Task The_bound_is_exact(int length, bool seen)
    {
        var body = LookaheadGateway.Chat(length);
        foreach (var wire in new[] { Wire.Http1, Wire.Http1Chunked, Wire.Http2, Wire.TestHostChunked })
        {
            await using var gateway = await LookaheadGateway.StartAsync(wire, SeenAndRead, options => options.MaxRequestLookahead = 100_000);

            Assert.Equal(
                (seen ? Encoding.UTF8.GetString(body) : "unseen") + " " + LookaheadGateway.Hash(body),
                await gateway.PostAsync(body));
            await gateway.StopAsync();
        }
    }

    [Fact]
    public async Task A_bound_of_zero_never_looks()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, SeenAndRead, options => options.MaxRequestLookahead = 0);

        Assert.Equal("unseen " + LookaheadGateway.Hash("{}"u8), await gateway.PostAsync("{}"u8.ToArray()));
        Assert.Equal(0, gateway.Pool.Rented);
    }

    [Fact]
    public async Task Without_a_listener_there_is_no_lookahead()
    {
        await using var gateway = await LookaheadGateway.StartAsync(Wire.Http1, app => LookaheadGateway.Map(app, SeenAndRead), listen: false);

        Assert.Equal("unseen " + LookaheadGateway.Hash("{}"u8), await gateway.PostAsync("{}"u8.ToArray()));
        Assert.Equal(0, gateway.Pool.Rented);
    }

    [Theory]
    [InlineData(Wire.Http1)]
    [InlineData(Wire.Http1Chunked)]
    [InlineData(Wire.Http2)]
    [InlineData(Wire.TestHostChunked)]
    public async Task All_requests_share_one_budget_and_give_it_back(Wire wire)
    {
        var inside = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = LookaheadGateway.Chat(60_000, 1);
        var second = LookaheadGateway.Chat(60_000, 2);
        await using var gateway = await LookaheadGateway.StartAsync(
            wire,
            async http =>
            {
                if (inside.TrySetResult())
                {
                    await leave.Task;
                }

                return await SeenAndRead(http);
            },
            options => options.MaxTotalRequestLookahead = 400_000);

        var held = gateway.PostAsync(first);
        await inside.Task.WaitAsync(Patience.Default);
        var unseen = await gateway.PostAsync(LookaheadGateway.Chat(390_000, 3));
        leave.SetResult();

        Assert.Equal("unseen " + LookaheadGateway.Hash(LookaheadGateway.Chat(390_000, 3)), unseen);
        Assert.Equal($"{Encoding.UTF8.GetString(first)} {LookaheadGateway.Hash(first)}", await held);
        Assert.Equal($"{Encoding.UTF8.GetString(second)} {LookaheadGateway.Hash(second)}", await gateway.PostAsync(second));
        await gateway.StopAsync();
    }
}
