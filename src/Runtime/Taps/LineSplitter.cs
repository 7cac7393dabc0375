using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Splits a stream of JSON lines, as Ollama sends it, into lines. A line within one chunk is passed on without a copy; of a line in
/// several chunks, the beginning is kept in pooled memory.
/// </summary>
/// <remarks>Not safe for concurrent use. No chunk and no line allocates memory.</remarks>
/// <param name="sink">Gets each line as an event without a name.</param>
internal sealed class LineSplitter(IEventSink sink) : IStreamSplitter
{
    private PooledBytes _line;
    private bool _tooLong;

    public int Skipped { get; private set; }

    public void Push(ReadOnlySpan<byte> chunk)
    {
        while (chunk.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (_line.Length == 0 && !_tooLong && end <= EventSplitter.MaxEventLength)
            {
                Pass(chunk[..end]);
            }
            else
            {
                Keep(chunk[..end]);
                EndLine();
            }

            chunk = chunk[(end + 1)..];
        }

        Keep(chunk);
    }

    public void Complete() => EndLine();

    public void Release() => _line.Return();

    private void Keep(ReadOnlySpan<byte> part)
    {
        _tooLong |= _line.Length + part.Length > EventSplitter.MaxEventLength;
        if (!_tooLong && !part.IsEmpty)
        {
            _line.Append(part);
        }
    }

    private void EndLine()
    {
        if (_tooLong)
        {
            Skipped++;
        }
        else
        {
            Pass(_line.Span);
        }

        _line.Clear();
        _tooLong = false;
    }

    private void Pass(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t\r\uFEFF"u8);
        if (!line.IsEmpty)
        {
            sink.OnEvent(name: default, line);
        }
    }
}
