using System.Buffers;
using System.Diagnostics;
using System.Text.Json;

namespace TracedLlm.Bench.Gateways;

/// <summary>Reads an answer as it passes. Of a stream it reads the first event, and those with a finish reason or the usage.</summary>
internal sealed class AnswerReader(bool isStream) : IDisposable
{
    private const int InitialLength = 4096;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialLength);
    private int _length;
    private ChatAnswer? _answer;

    public long FirstRead { get; private set; }

    public long LastRead { get; private set; }

    /// <summary>The number of events with data.</summary>
    public int Chunks { get; private set; }

    public void Read(ReadOnlySpan<byte> bytes)
    {
        LastRead = Stopwatch.GetTimestamp();
        FirstRead = FirstRead == 0 ? LastRead : FirstRead;
        if (!isStream)
        {
            Append(bytes);
            return;
        }

        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (_length == 0)
            {
                ReadLine(bytes[..end]);
            }
            else
            {
                Append(bytes[..end]);
                ReadLine(_buffer.AsSpan(0, _length));
                _length = 0;
            }

            bytes = bytes[(end + 1)..];
        }

        Append(bytes);
    }

    /// <summary>What the answer said.</summary>
    public ChatAnswer? Close()
    {
        try
        {
            return isStream ? _answer : JsonSerializer.Deserialize(_buffer.AsSpan(0, _length), ChatAnswerJson.Default.ChatAnswer);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("data: {"u8))
        {
            return;
        }

        Chunks++;
        if (_answer is null || line.IndexOf("\"finish_reason\":\""u8) >= 0 || line.IndexOf("\"usage\":{"u8) >= 0)
        {
            try
            {
                var chunk = JsonSerializer.Deserialize(line["data: "u8.Length..], ChatAnswerJson.Default.ChatAnswer);
                _answer = _answer is null ? chunk : _answer.With(chunk);
            }
            catch (JsonException)
            {
                // The provider's mistake is the caller's to see.
            }
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + bytes.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }
}
