using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Splits a stream of JSON lines, as Ollama sends it, into lines. A line within one chunk is passed on without a copy; of a line in
/// several chunks, the beginning is kept in pooled memory.
/// </summary>
/// <remarks>Not safe for concurrent use. No chunk and no line allocates memory.</remarks>
/// <param name="sink">Gets each line as an event without a name.</param>
/// <param name="maxLength">The most bytes that are kept of a line. A longer line is reduced to its facts as it passes.</param>
internal sealed class LineSplitter(IEventSink sink, int maxLength = EventSplitter.MaxEventLength) : IStreamSplitter
{
    private PooledBytes _line;
    private FactReduction? _reduction;
    private bool _isReducing;

    public int Skipped { get; private set; }

    public void Push(ReadOnlySpan<byte> chunk)
    {
        while (chunk.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (_line.Length == 0 && !_isReducing && end <= maxLength)
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

    public void Release()
    {
        _line.Return();
        _reduction?.Release();
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (!_isReducing && _line.Length + part.Length > maxLength)
        {
            _isReducing = true;
            (_reduction ??= new()).Append(_line.Span);
            _line.Clear();
        }

        if (_isReducing)
        {
            _reduction!.Append(part);
        }
        else if (!part.IsEmpty)
        {
            _line.Append(part);
        }
    }

    private void EndLine()
    {
        if (_isReducing)
        {
            _isReducing = false;
            Skipped++;
            sink.OnLongEvent(name: default, _reduction!.Finish());
            _reduction.Reset();
        }
        else
        {
            Pass(_line.Span);
        }

        _line.Clear();
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
