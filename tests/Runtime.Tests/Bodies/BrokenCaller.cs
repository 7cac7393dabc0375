using System.Net;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Bodies;

/// <summary>A caller whose body breaks off.</summary>
internal static class BrokenCaller
{
    public const string Path = "/v1/chat/completions";

    private const string Head = $"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    /// <summary>Sends the beginning of a request, breaks it when <paramref name="started"/> completes, and returns the first line of the answer.</summary>
    public static async Task<string> SendAsync(TestGateway gateway, BrokenBody body, Task started)
    {
        if (body == BrokenBody.ResetStream)
        {
            using var leaving = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new EndlessContent(), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            var sending = gateway.Client.SendAsync(request, leaving.Token);
            await started.WaitAsync(Patience.Default);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
            return "left";
        }

        using var connection = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await connection.SendAsync(Head + (body is BrokenBody.ResetLength or BrokenBody.HalfClosed ? "Content-Length: 100\r\n\r\n{\"model\":" : "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"mod\r\n"));
        await started.WaitAsync(Patience.Default);
        switch (body)
        {
            case BrokenBody.ResetLength or BrokenBody.ResetChunked:
                connection.Reset();
                return "left";
            case BrokenBody.HalfClosed:
                connection.HalfClose();
                return await Record.ExceptionAsync(() => connection.ReadUntilAsync("\r\n")) is null ? connection.Received.Split("\r\n")[0] : "left";
            case BrokenBody.HugeChunk:
                await connection.SendAsync("FFFFFFFFFFFFFFFFF\r\n{}");
                break;
            case BrokenBody.LargeChunk:
                await connection.SendAsync("80000000\r\n{}");
                break;
            case BrokenBody.WordForChunk:
                await connection.SendAsync("size\r\n{}");
                break;
            default:
                await connection.SendAsync("2\r\n{}{}\r\n0\r\n\r\n");
                break;
        }

        return (await connection.ReadUntilAsync("\r\n")).Split("\r\n")[0];
    }
}
