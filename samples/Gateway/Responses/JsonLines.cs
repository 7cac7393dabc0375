using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>A JSON document a line, as Ollama streams; an error is a line too (https://github.com/ollama/ollama/blob/main/docs/api.md).</summary>
internal sealed class JsonLines : StreamFraming
{
    private bool _isInLine;

    public override int Take(ReadOnlySpan<byte> bytes, bool isFull)
    {
        var end = bytes.LastIndexOf((byte)'\n') + 1;
        if (end > 0)
        {
            _isInLine = false;
            return end;
        }

        _isInLine |= isFull;
        return isFull ? bytes.Length : 0;
    }

    public override byte[]? ErrorEvent(int status, string message) =>
        _isInLine ? null : [.. JsonSerializer.SerializeToUtf8Bytes(new { error = message }, Relaxed), (byte)'\n'];
}
