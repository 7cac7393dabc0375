using System.Text;

namespace TracedLlm.Faults.Tests.Sockets;

/// <summary>The faults of any HTTP server, for backends and for providers.</summary>
internal static class SocketFaults
{
    // Without "close" the client would send its next request over the same connection, and the rest of this answer could pass for the answer to it.
    private const string Close = "Connection: close\r\n";
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + Close;
    private const string Chunked = Ok + "Transfer-Encoding: chunked\r\n\r\n";

    private static readonly byte[] EndlessHeader = Encoding.ASCII.GetBytes($"x-flood: {new string('a', 4000)}\r\n");
    private static readonly byte[] EndlessChunk = Encoding.ASCII.GetBytes($"400\r\n{new string('x', 0x400)}\r\n");
    private static readonly byte[] EndlessLine = Encoding.ASCII.GetBytes(new string('y', 4096));
    private static readonly byte[] EarlyHints = Encoding.ASCII.GetBytes("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n");

    public static readonly IReadOnlyList<SocketFault> All =
    [
        new("closes without an answer", AnswerFate.SentAgain, _ => Task.CompletedTask),
        new("resets without an answer", AnswerFate.SentAgain, Do(connection => connection.Reset())),
        new("closes its direction only", AnswerFate.SentAgain, HalfCloseAsync),
        new("never answers", AnswerFate.SentAgain, connection => connection.StallAsync()),
        new("stalls in the status line", AnswerFate.SentAgain, connection => SendAndStallAsync(connection, "HTTP/1.1 20")),
        new("stalls in the headers", AnswerFate.SentAgain, connection => SendAndStallAsync(connection, Ok)),
        new("answers bytes that are no HTTP", AnswerFate.SentAgain, connection => connection.SendAsync(new byte[] { 0x16, 3, 1, 0, 0xFF, 0, 0x0D, 0x0A, 0x0D, 0x0A })),
        new("answers with an unknown version", AnswerFate.SentAgain, connection => connection.SendAsync("HTTP/7.3 200 OK\r\n\r\n")),
        new("answers with a status that is no number", AnswerFate.SentAgain, connection => connection.SendAsync("HTTP/1.1 2x0 OK\r\n\r\n")),
        new("floods with headers", AnswerFate.SentAgain, FloodHeadersAsync),
        new("floods with a line", AnswerFate.SentAgain, connection => connection.FloodAsync(EndlessLine)),
        new("floods with interim answers", AnswerFate.SentAgain, connection => connection.FloodAsync(EarlyHints)),
        new("is busy, with a Retry-After that is none", AnswerFate.SentAgain, connection => connection.SendAsync("HTTP/1.1 503 Busy\r\n" + Close + "Retry-After: soon\r\nContent-Length: 0\r\n\r\n")),
        new("breaks off a refusal", AnswerFate.SentAgain, connection => connection.SendAsync("HTTP/1.1 503 Busy\r\n" + Close + "Content-Length: 100\r\n\r\n{\"err")),
        new("redirects to itself", AnswerFate.Refused, connection => connection.SendAsync("HTTP/1.1 307 Elsewhere\r\n" + Close + "Location: /\r\nContent-Length: 0\r\n\r\n")),
        new("refuses the key with endless text", AnswerFate.Refused, FloodRefusalAsync),
        new("sends less than its length", AnswerFate.Taken, connection => connection.SendAsync(Ok + "Content-Length: 100\r\n\r\n{}")),
        new("sends more than its length", AnswerFate.Taken, connection => connection.SendAsync(Ok + "Content-Length: 2\r\n\r\n{}{}{}HTTP/1.1 500 No\r\n\r\n")),
        new("sends a chunk without a size", AnswerFate.Taken, connection => connection.SendAsync(Chunked + "zz\r\n{}\r\n")),
        new("ends before its last chunk", AnswerFate.Taken, connection => connection.SendAsync(Chunked + "2\r\n{}\r\n")),
        new("floods with a body", AnswerFate.Taken, FloodBodyAsync),
        new("sends a page in place of an answer", AnswerFate.Taken, connection => connection.SendAsync("HTTP/1.1 200 OK\r\n" + Close + "Content-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>")),
        new("says gzip and sends none", AnswerFate.Taken, connection => connection.SendAsync(Ok + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}")),
        new("sends bytes that are no protobuf", AnswerFate.Taken, connection => connection.SendAsync("HTTP/1.1 200 OK\r\n" + Close + "Content-Type: application/x-protobuf\r\nContent-Length: 4\r\n\r\n\u007f\u007f\u007f\u007f")),
        new("sends byte by byte", AnswerFate.Taken, SendSlowlyAsync),
    ];

    private static Func<FaultConnection, Task> Do(Action<FaultConnection> act) => connection =>
    {
        act(connection);
        return Task.CompletedTask;
    };

    private static async Task HalfCloseAsync(FaultConnection connection)
    {
        connection.HalfClose();
        await connection.StallAsync();
    }

    private static async Task SendAndStallAsync(FaultConnection connection, string text)
    {
        await connection.SendAsync(text);
        await connection.StallAsync();
    }

    private static async Task FloodHeadersAsync(FaultConnection connection)
    {
        await connection.SendAsync(Ok);
        await connection.FloodAsync(EndlessHeader);
    }

    private static async Task FloodBodyAsync(FaultConnection connection)
    {
        await connection.SendAsync(Chunked);
        await connection.FloodAsync(EndlessChunk);
    }

    private static async Task FloodRefusalAsync(FaultConnection connection)
    {
        await connection.SendAsync("HTTP/1.1 401 Unauthorized\r\n" + Close + "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
        await connection.FloodAsync(EndlessChunk);
    }

    private static async Task SendSlowlyAsync(FaultConnection connection)
    {
        foreach (var letter in Ok + "Content-Length: 2\r\n\r\n{}")
        {
            await connection.SendAsync(letter.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(1), connection.Ended);
        }
    }
}
