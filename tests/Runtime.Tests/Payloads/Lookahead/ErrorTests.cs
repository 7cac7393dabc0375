using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Errors of the body reach the handler where it meets them without looking ahead.</summary>
[Collection(ProcessWide.Name)]
public sealed class ErrorTests
{
    private const string Head = $"POST {LookaheadGateway.Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    public static TheoryData<string, bool> Broken => new()
    {
        { Head + "Content-Length: 100\r\n\r\n{\"model\":", true },
        { Head + "Content-Length: 100\r\n\r\n", true },
        { Head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mod\r\n", true },
        { Head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mod\r\nzzz\r\n", false },
        { Head + "Content-Length: 5000\r\n\r\n{\"model\":", false },
        { Head + "Transfer-Encoding: chunked\r\n\r\n7d0\r\n" + new string(' ', 2000) + "\r\n0\r\n\r\n", false },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task An_error_reaches_the_handler_as_without_looking(string request, bool close)
    {
        var without = await MeetAsync(request, close, bound: 0);
        var with = await MeetAsync(request, close, bound: 8_000_000);

        Assert.Equal(without, with);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task An_unhandled_error_is_answered_as_without_lookahead(string request, bool close)
    {
        var without = await AnswerAsync(request, close, bound: 0);
        var with = await AnswerAsync(request, close, bound: 8_000_000);

        Assert.Equal(without, with);
    }

    [Fact]
    public async Task A_handler_may_still_raise_the_limit_that_a_body_exceeds()
    {
        var sent = LookaheadGateway.Chat(5000);
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http1,
            app => LookaheadGateway.Map(app, async http =>
            {
                http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
                return LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
            }),
            kestrel: server => server.Limits.MaxRequestBodySize = 1000);

        Assert.Equal(LookaheadGateway.Hash(sent), await gateway.PostAsync(sent));
    }

    private static async Task<string> MeetAsync(string request, bool close, int bound)
    {
        var met = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http1,
            app => LookaheadGateway.Map(app, async http =>
            {
                met.SetResult($"{await ReadToErrorAsync(http)} {LookaheadGateway.BodyOf(http)}");
                return "";
            }),
            options => options.MaxRequestLookahead = bound,
            kestrel: server => server.Limits.MaxRequestBodySize = 1000);
        using var client = await SendAsync(gateway, request, close);
        var error = await met.Task.WaitAsync(Patience.Default);
        client.Reset();
        await gateway.StopAsync();

        // How much the server gives before it notices the end of the connection is its own affair.
        return close ? error[(error.IndexOf(',', StringComparison.Ordinal) + 1)..] : error;
    }

    private static async Task<string> AnswerAsync(string request, bool close, int bound)
    {
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http1,
            app => LookaheadGateway.Map(app, async http => LookaheadGateway.Hash(await BodyReads.ReadAsync(http))),
            options => options.MaxRequestLookahead = bound,
            kestrel: server => server.Limits.MaxRequestBodySize = 1000);
        using var client = await SendAsync(gateway, request, close);
        var closed = await Record.ExceptionAsync(() => client.ReadUntilAsync("\r\n"));
        client.Reset();
        await gateway.StopAsync();
        return closed is null ? client.Received.Split("\r\n")[0] : "closed without an answer";
    }

    private static async Task<RawHttpConnection> SendAsync(LookaheadGateway gateway, string request, bool close)
    {
        var client = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await client.SendAsync(request);
        if (close)
        {
            client.HalfClose();
        }

        return client;
    }

    private static async Task<string> ReadToErrorAsync(HttpContext http)
    {
        var count = 0;
        try
        {
            while (await http.Request.Body.ReadAsync(new byte[1]) > 0)
            {
                count++;
            }

            return $"{count}, no error";
        }
        catch (Exception exception)
        {
            var again = await Record.ExceptionAsync(() => http.Request.Body.CopyToAsync(Stream.Null));
            return $"{count}, {exception.GetType()} {(exception as BadHttpRequestException)?.StatusCode} {exception.Message}, {again is not null}";
        }
    }
}
