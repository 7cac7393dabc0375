using System.Text;
using TracedLlm.Content;
using TracedLlm.Secrets;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Keeps a passing body up to a limit, and returns it as text without secrets. A JSON string of base64, such as an image, and a data URL
/// within a string are replaced by their type, size and hash, so that what follows them is kept.
/// </summary>
internal sealed class RawText
{
    /// <summary>The most bytes of a body that are kept: 64 KiB.</summary>
    public const int MaxLength = 64 * 1024;

    // A longer string of base64 is not kept until its end: its hash is computed as it passes.
    private const int MaxInlineLength = 32 * 1024;

    // A string that begins before the limit is kept until it is known whether it is base64.
    private const int MostKept = MaxLength + MaxInlineLength + 1;

    private PooledBytes _bytes;
    private InlineDigest? _digest;
    private int _stringStart = -1;

    // The previous string and its end with the quote: it is the name of the next one if a colon is between them.
    private int _previousStart;
    private int _previousEnd;
    private bool _isEscaped;
    private bool _isChecked;
    private bool _isFull;

    /// <summary>Whether the body was longer than the limit.</summary>
    public bool IsCut => _isFull || _bytes.Length > MaxLength;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isFull)
        {
            if (_stringStart < 0)
            {
                bytes = AppendToLongString(bytes);
            }
            else if (_isEscaped)
            {
                _isEscaped = false;
                if (_digest is null)
                {
                    Keep(bytes[..1]);
                }
                else if (bytes[0] == '/')
                {
                    // Some encoders escape slashes, and some break lines; a line break is no part of the bytes.
                    _digest.Append(bytes[..1]);
                }

                bytes = bytes[1..];
            }
            else
            {
                bytes = AppendToString(bytes);
            }
        }
    }

    /// <summary>Drops the kept bytes, because another body follows.</summary>
    public void Clear()
    {
        _bytes.Clear();
        EndString();
        _previousStart = _previousEnd = 0;
        _isFull = false;
    }

    /// <summary>Returns the text and releases the memory.</summary>
    /// <param name="secrets">The texts to replace wherever they occur.</param>
    /// <returns>The text; <see langword="null"/> if no bytes passed.</returns>
    public string? Finish(IReadOnlyCollection<string> secrets)
    {
        if (_digest is not null)
        {
            // The body broke off within the string.
            CloseDigest();
        }
        else if (_stringStart >= 0)
        {
            ReplaceMedia();
        }

        // The last string may have ended beyond the limit, or not at all.
        _isFull = IsCut;
        if (_bytes.Length == 0)
        {
            _bytes.Return();
            return null;
        }

        var whole = _bytes.Span[..Math.Min(_bytes.Length, MaxLength)];
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

    // The bytes up to the beginning of a string that may be media, or of one that does not end here; returns the rest. Most strings of an
    // event stream are short: they are passed over, and kept at once with what is around them.
    private ReadOnlySpan<byte> AppendToLongString(ReadOnlySpan<byte> bytes)
    {
        var from = _bytes.Length;
        var at = 0;
        var isInString = false;
        while (from + at <= MaxLength && bytes[at..].IndexOf((byte)'"') is >= 0 and var quote)
        {
            at += quote + 1;
            var end = bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (end < 0 || bytes[at + end] == (byte)'\\' || InlineMedia.MayBe(bytes.Slice(at, end)))
            {
                isInString = true;
                break;
            }

            _previousStart = from + at;
            at += end + 1;
            _previousEnd = from + at;
        }

        if (!isInString && from + at <= MaxLength)
        {
            at = bytes.Length;
        }

        Keep(bytes[..at]);
        _stringStart = isInString ? _bytes.Length : -1;
        _isChecked = false;
        _isFull |= _bytes.Length > MaxLength;
        return bytes[at..];
    }

    // The bytes up to the end of the string or to an escape; returns the rest.
    private ReadOnlySpan<byte> AppendToString(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        var run = end < 0 ? bytes : bytes[..end];
        if (_digest is null && !_isChecked)
        {
            // An escape may have passed the length.
            var head = Math.Clamp(_stringStart + MaxInlineLength + 1 - _bytes.Length, 0, run.Length);
            Keep(run[..head]);
            run = run[head..];
            CheckLength();
        }

        if (_digest is not null)
        {
            _digest.Append(run);
        }
        else
        {
            Keep(run);
        }

        if (end < 0)
        {
            return default;
        }

        _isEscaped = bytes[end] == (byte)'\\';
        if (_isEscaped)
        {
            if (_digest is null)
            {
                Keep(bytes[end..(end + 1)]);
            }

            return bytes[(end + 1)..];
        }

        if (_digest is not null)
        {
            CloseDigest();
        }
        else
        {
            ReplaceMedia();
        }

        Keep(bytes[end..(end + 1)]);
        _previousStart = _stringStart;
        _previousEnd = _bytes.Length;
        EndString();

        return bytes[(end + 1)..];
    }

    // A string is checked once, when it is longer than what is kept.
    private void CheckLength()
    {
        if (_isChecked || _bytes.Length - _stringStart <= MaxInlineLength)
        {
            return;
        }

        _isChecked = true;
        _digest = InlineDigest.TryBegin(_bytes.Span[_stringStart..]);
        if (_digest is not null)
        {
            _bytes.Truncate(_stringStart);
        }
    }

    // The string is complete, or the body ends in it.
    private void ReplaceMedia()
    {
        var content = _bytes.Span[_stringStart..];
        var plain = content.Contains((byte)'\\') ? InlineMedia.Unescape(content) : null;
        var replaced = InlineMedia.Describe(NameOfString(), plain is null ? content : plain) is { } notice
            ? Encoding.UTF8.GetBytes(notice)
            : InlineMedia.ReplaceWithin(content);
        if (replaced is not null)
        {
            _bytes.Truncate(_stringStart);
            Keep(replaced);
        }
    }

    private ReadOnlySpan<byte> NameOfString() =>
        _previousEnd > _previousStart && _bytes.Span[_previousEnd..(_stringStart - 1)].Trim(" \t\r\n"u8) is [(byte)':']
            ? _bytes.Span[_previousStart..(_previousEnd - 1)]
            : default;

    private void CloseDigest()
    {
        Keep(Encoding.UTF8.GetBytes(_digest!.Describe()));
        _digest.Dispose();
        _digest = null;
    }

    private void EndString()
    {
        _digest?.Dispose();
        _digest = null;
        _stringStart = -1;
        _isEscaped = false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        var room = MostKept - _bytes.Length;
        _isFull |= bytes.Length > room;
        _bytes.Append(bytes[..Math.Min(bytes.Length, room)]);
    }
}
