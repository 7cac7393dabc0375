using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A JSON document a line, as Ollama streams; an error is a line too (https://github.com/ollama/ollama/blob/main/docs/api.md).</summary>
internal sealed class JsonLines : StreamFraming
{
    private bool _isInLine;
    private bool _isLast;

    public override bool IsComplete => _isLast && !_isInLine;

    public override bool IsInUnit => _isInLine;

    public override int Take(ReadOnlySpan<byte> bytes, bool isFull)
    {
        var taken = 0;
        while (bytes[taken..].IndexOf((byte)'\n') is var length and >= 0)
        {
            Read(bytes.Slice(taken, length));
            _isInLine = false;
            taken += length + 1;
        }

        if (isFull && taken == 0)
        {
            // The line is longer than the buffer.
            Read(bytes);
            _isInLine = true;
            return bytes.Length;
        }

        return taken;
    }

    public override byte[] ErrorEvent(int status, string message) =>
        [.. _isInLine ? "\n"u8 : [], .. JsonSerializer.SerializeToUtf8Bytes(new { error = message }, Relaxed), (byte)'\n'];

    private void Read(ReadOnlySpan<byte> line) => _isLast |= !_isInLine && EndsStream(line);

    // Ollama's last line is "done", and that of Cohere's first version "is_finished". The line may be the beginning of a longer one.
    private static bool EndsStream(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: false, default);
        try
        {
            while (reader.Read())
            {
                if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName })
                {
                    var isEnd = reader.ValueTextEquals("done"u8) || reader.ValueTextEquals("is_finished"u8);
                    var isError = reader.ValueTextEquals("error"u8);
                    if ((isEnd || isError) && reader.Read() && (isEnd ? reader.TokenType == JsonTokenType.True : reader.TokenType != JsonTokenType.Null))
                    {
                        return true;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // It is no line of an API that the gateway knows.
        }

        return false;
    }
}
