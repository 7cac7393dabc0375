using System.Globalization;
using System.Text;
using TracedLlm.Faults.Tests.Sockets;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Faults.Tests.Callers;

/// <summary>The faults of a provider: those of any server, and those inside of JSON, of streams and of events.</summary>
internal static class ProviderFaults
{
    private const string Stream = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static readonly IReadOnlyList<SseEvent> Events = RecordedOpenAi.ChatCompletionStream;
    private static readonly string Whole = Events.ToText();

    // A reset discards what the caller has not read yet, so that two callers see different parts of the answer.
    public static readonly IReadOnlyList<ProviderFault> All =
    [
        .. SocketFaults.All.Select(fault => new ProviderFault(fault.Name, fault.AnswerAsync)),
        Raw("breaks off inside of JSON", connection => connection.SendAsync($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(RecordedOpenAi.ChatCompletion)}\r\n\r\n{RecordedOpenAi.ChatCompletion[..300]}")),
        Raw("answers an error with half a JSON", connection => connection.SendAsync("HTTP/1.1 500 No\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"error\":{\"m")),
        Raw("answers an error with invalid UTF-8", async connection =>
        {
            await connection.SendAsync("HTTP/1.1 400 No\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 26\r\n\r\n{\"error\":{\"message\":\"");
            await connection.SendAsync(new byte[] { 0xFF, 0xFE });
            await connection.SendAsync("\"}}");
        }),
        Raw("closes before the first event", connection => connection.SendAsync(Stream)),
        Raw("closes between events", connection => connection.SendAsync(Stream + Chunk(Events.Take(4).ToText()))),
        Raw("closes inside of an event", connection => connection.SendAsync(Stream + Chunk(Whole[..(Whole.Length / 2)]))),
        Raw("stalls between events", async connection =>
        {
            await connection.SendAsync(Stream + Chunk(Events.Take(4).ToText()));
            await connection.StallAsync();
        }),
        Raw("stalls inside of an event", async connection =>
        {
            await connection.SendAsync(Stream + Chunk(Whole[..(Whole.Length / 2)]));
            await connection.StallAsync();
        }),
        Raw("ends without its last event", connection => connection.SendAsync(Stream + Chunk(Events.SkipLast(1).ToText()) + "0\r\n\r\n")),
        Raw("sends events without end", async connection =>
        {
            await connection.SendAsync(Stream);
            await connection.FloodAsync(Encoding.UTF8.GetBytes(Chunk(Events[1].ToString())));
        }),
        Raw("sends a line without end", async connection =>
        {
            await connection.SendAsync(Stream + Chunk("data: {\"choices\":[{\"delta\":{\"content\":\""));
            await connection.FloodAsync(Encoding.UTF8.GetBytes(Chunk(new string('z', 4096))));
        }),
        Raw("sends an event of 2 MiB", connection => connection.SendAsync(Stream + Chunk($"data: {{\"choices\":[{{\"delta\":{{\"content\":\"{new string('z', 2 << 20)}\"}}}}]}}\n\n") + Chunk("data: [DONE]\n\n") + "0\r\n\r\n")),
        Raw("sends invalid UTF-8 in an event", async connection =>
        {
            byte[] events = [.. "data: {\"choices\":[{\"delta\":{\"content\":\""u8, 0xC0, 0xAF, .. "\"}}]}\n\ndata: [DONE]\n\n"u8];
            await connection.SendAsync(Stream + ChunkSize(events.Length));
            await connection.SendAsync(events);
            await connection.SendAsync("\r\n0\r\n\r\n");
        }),
        Raw("sends lines that end with CR", connection => connection.SendAsync(Stream + Chunk(Whole.Replace("\n", "\r", StringComparison.Ordinal)) + "0\r\n\r\n")),
        Raw("sends comments, empty events and NUL", connection => connection.SendAsync(Stream + Chunk($": hello\n\n\n\n\ndata:\n\n\0\n\nid: 7\nretry: x\n\n{Whole}") + "0\r\n\r\n")),
        Raw("sends events as JSON", connection => connection.SendAsync("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunk(Whole) + "0\r\n\r\n")),
        Raw("reports an error in the stream", connection => connection.SendAsync(Stream + Chunk(Events.Take(3).ToText() + "data: {\"error\":{\"message\":\"overloaded\",\"code\":\"529\"}}\n\n") + "0\r\n\r\n")),
        Raw("sends its stream byte by byte", async connection =>
        {
            await connection.SendAsync(Stream);
            foreach (var letter in Events.TakeLast(2).ToText())
            {
                await connection.SendAsync(Chunk(letter.ToString()));
            }

            await connection.SendAsync("0\r\n\r\n");
        }),
    ];

    private static ProviderFault Raw(string name, Func<FaultConnection, Task> write) =>
        new(name, new SocketFault(name, AnswerFate.SentAgain, write).AnswerAsync);

    private static string Chunk(string text) => $"{ChunkSize(Encoding.UTF8.GetByteCount(text))}{text}\r\n";

    private static string ChunkSize(int bytes) => $"{bytes.ToString("x", CultureInfo.InvariantCulture)}\r\n";
}
