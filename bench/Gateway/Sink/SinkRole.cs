using System.Globalization;
using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TracedLlm.Bench.Gateway.Http;
using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Sink;

/// <summary>The OTLP backend: accepts everything and counts the spans and bytes of each path.</summary>
internal static class SinkRole
{
    public const string Name = "sink";

    /// <summary>The command that starts to keep what arrives for <see cref="Show"/>.</summary>
    public const string Keep = "keep";

    /// <summary>The command for the spans that have arrived since <see cref="Keep"/>.</summary>
    public const string Show = "show";

    private static readonly byte[] Accepted = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n");
    private static readonly byte[] Continue = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");

    // Guarded by Counts.
    private static readonly Dictionary<string, SinkCounts> Counts = new(StringComparer.Ordinal);
    private static List<string>? s_kept;

    /// <summary>Writes its port; a command is the path of a gateway, and its answer the counts of the path as JSON.</summary>
    public static int Run()
    {
        using var server = new TcpServer(ServeAsync);
        RoleLoop.Write(server.Port.ToString(CultureInfo.InvariantCulture));
        return RoleLoop.Run(static command =>
        {
            lock (Counts)
            {
                switch (command)
                {
                    case Keep:
                        s_kept = [];
                        return "ok";
                    case Show:
                        var kept = JsonSerializer.Serialize(s_kept);
                        s_kept = null;
                        return kept;
                    default:
                        return JsonSerializer.Serialize(Counts.GetValueOrDefault(command));
                }
            }
        });
    }

    private static async Task ServeAsync(Socket socket)
    {
        var reader = new MessageReader(socket);
        var body = new MemoryStream();
        while (await reader.ReadHeadAsync())
        {
            if (reader.ExpectsContinue)
            {
                await socket.SendAsync(Continue);
            }

            body.SetLength(0);
            for (var piece = await reader.ReadPieceAsync(); !piece.IsEmpty; piece = await reader.ReadPieceAsync())
            {
                body.Write(piece.Span);
            }

            Add(reader.StartLine.Split(' ')[1].Split('/')[1], body.Length, reader.IsGzip ? Unzip(body) : body.GetBuffer().AsSpan(0, (int)body.Length));
            await socket.SendAsync(Accepted);
        }
    }

    private static void Add(string path, long length, ReadOnlySpan<byte> message)
    {
        var spans = TraceRequest.Count(message);
        lock (Counts)
        {
            var before = Counts.GetValueOrDefault(path);
            Counts[path] = new SinkCounts(before.Posts + 1, before.Bytes + length, before.Spans + spans);
            s_kept?.AddRange(TraceRequest.Print(message));
        }
    }

    private static byte[] Unzip(MemoryStream body)
    {
        body.Position = 0;
        using var zip = new GZipStream(body, CompressionMode.Decompress, leaveOpen: true);
        using var message = new MemoryStream();
        zip.CopyTo(message);
        return message.ToArray();
    }
}
