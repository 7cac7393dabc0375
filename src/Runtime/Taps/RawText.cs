using System.Text;
using TracedLlm.Secrets;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>Keeps a passing body up to a limit, and returns it as text without secrets.</summary>
internal sealed class RawText
{
    /// <summary>The most bytes of a body that are kept: 64 KiB.</summary>
    public const int MaxLength = 64 * 1024;

    private PooledBytes _bytes;

    /// <summary>Whether the body was longer than the limit.</summary>
    public bool IsCut { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var room = MaxLength - _bytes.Length;
        if (bytes.Length > room)
        {
            IsCut = true;
            bytes = bytes[..room];
        }

        if (!bytes.IsEmpty)
        {
            _bytes.Append(bytes);
        }
    }

    /// <summary>Drops the kept bytes, because another body follows.</summary>
    public void Clear()
    {
        _bytes.Clear();
        IsCut = false;
    }

    /// <summary>Returns the text and releases the memory.</summary>
    /// <param name="secrets">The texts to replace wherever they occur.</param>
    /// <returns>The text; <see langword="null"/> if no bytes passed.</returns>
    public string? Finish(IReadOnlyCollection<string> secrets)
    {
        if (_bytes.Length == 0)
        {
            return null;
        }

        var whole = _bytes.Span;
        if (IsCut)
        {
            while (!whole.IsEmpty && Rune.DecodeLastFromUtf8(whole, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                // The limit cut a character.
                whole = whole[..^length];
            }
        }

        var text = SecretValues.Replace(whole);
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, SecretValues.Replacement, StringComparison.Ordinal);
        }

        _bytes.Return();
        return text;
    }
}
