using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TracedLlm.Bench.Gateway.Http;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Load;

/// <summary>A caller's connection, with one request at a time.</summary>
internal sealed class LoadConnection(LoadRun run, IPEndPoint gateway, byte[] request) : IDisposable
{
    private const int TimeDigits = 18;

    private static readonly byte[] TimeMark = Encoding.ASCII.GetBytes(ChatAnswers.TimeMark);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private MessageReader? _reader;

    public bool IsClosed { get; private set; }

    /// <summary>Sends the request and reads its answer.</summary>
    /// <param name="due">When the request should have been sent.</param>
    public async Task SendAsync(long due)
    {
        var sent = Stopwatch.GetTimestamp();
        var (outcome, first, failure) = (LoadOutcome.Failed, 0L, default(string));
        try
        {
            if (_reader is null)
            {
                await _socket.ConnectAsync(gateway);
                _reader = new MessageReader(_socket);
            }

            await _socket.SendAsync(request);
            (outcome, first, failure) = await ReadAsync(_reader);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            (outcome, failure) = (LoadOutcome.Failed, exception.Message);
        }

        if (outcome == LoadOutcome.Failed || _reader!.IsLast)
        {
            Dispose();
        }

        run.Complete(this, due, sent, outcome, first, failure);
    }

    public void Dispose()
    {
        IsClosed = true;
        _socket.Dispose();
    }

    private async Task<(LoadOutcome Outcome, long First, string? Failure)> ReadAsync(MessageReader reader)
    {
        if (!await reader.ReadHeadAsync())
        {
            return (LoadOutcome.Failed, 0, "The gateway has closed the connection.");
        }

        var (first, last) = (0L, 0L);
        for (var piece = await reader.ReadPieceAsync(); !piece.IsEmpty; piece = await reader.ReadPieceAsync())
        {
            var now = Stopwatch.GetTimestamp();
            var mark = piece.Span.IndexOf(TimeMark);
            if (mark >= 0)
            {
                first = first == 0 ? now : first;
                run.AddEvent(
                    last == 0 ? 0 : Stopwatch.GetElapsedTime(last, now).TotalNanoseconds,
                    Utf8Parser.TryParse(piece.Span.Slice(mark + TimeMark.Length, Math.Min(TimeDigits, piece.Length - mark - TimeMark.Length)), out long sent, out _) ? Stopwatch.GetElapsedTime(sent, now).TotalNanoseconds : 0);
                last = now;
            }
        }

        return reader.Status switch
        {
            200 => (LoadOutcome.Answered, first, null),
            503 when reader.HasRetryAfter => (LoadOutcome.Refused, first, null),
            var status => (LoadOutcome.Failed, first, string.Create(CultureInfo.InvariantCulture, $"The gateway has answered with {status}.")),
        };
    }
}
