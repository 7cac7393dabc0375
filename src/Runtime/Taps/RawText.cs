using System.Text;
using TracedLlm.Secrets;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>A body as it passes, kept up to a bound, and in the end as text without its secrets.</summary>
internal sealed class RawText
{
    /// <summary>The bytes of a body that are kept: 64 KiB.</summary>
    public const int MaxLength = 64 * 1024;

    private PooledBytes _bytes;

    /// <summary>Whether the body was longer than what is kept.</summary>
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

    /// <summary>Forgets what was kept: another body takes its place.</summary>
    public void Clear()
    {
        _bytes.Clear();
        IsCut = false;
    }

    /// <summary>The text, and gives the memory back; <see langword="null"/> if nothing passed.</summary>
    /// <param name="secrets">Texts that are replaced wherever they stand.</param>
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
                // The bound fell into a character.
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
