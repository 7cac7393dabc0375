using System.Buffers;
using System.Buffers.Text;
using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>
/// Reduces a JSON document in base64, which arrives in chunks of any size, to its facts: a frame of Bedrock's
/// <c>invoke-with-response-stream</c> has its event in such a text.
/// </summary>
/// <remarks>Not safe for concurrent use. Its memory does not grow with the text.</remarks>
internal sealed class Base64Reduction
{
    // Base64 encodes three bytes in a group of four characters.
    private const int GroupLength = 4;

    // The text is decoded on the stack in parts of this length, a multiple of the group's.
    private const int PartLength = 1024;

    private readonly FactReduction _facts = new(isInBase64: true);
    private readonly byte[] _group = new byte[GroupLength];
    private int _groupLength;
    private bool _isBroken;

    /// <summary>Reads the next characters of the text.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        if (_groupLength > 0)
        {
            var taken = Math.Min(GroupLength - _groupLength, text.Length);
            text[..taken].CopyTo(_group.AsSpan(_groupLength));
            _groupLength += taken;
            text = text[taken..];
            if (_groupLength < GroupLength)
            {
                return;
            }

            Decode(_group);
        }

        var whole = text.Length - (text.Length % GroupLength);
        Decode(text[..whole]);
        text[whole..].CopyTo(_group);
        _groupLength = text.Length - whole;
    }

    /// <summary>The text is no base64.</summary>
    public void Break() => _isBroken = true;

    /// <summary>Writes the reduced document in base64; nothing if the text holds no object.</summary>
    public void WriteFacts(ref PooledBytes to)
    {
        var facts = _facts.Finish().Span;
        if (_isBroken || _groupLength > 0 || facts is not [(byte)'{', ..])
        {
            return;
        }

        Span<byte> encoded = stackalloc byte[PartLength];
        while (!facts.IsEmpty)
        {
            var part = facts[..Math.Min(facts.Length, PartLength / GroupLength * 3)];
            Base64.EncodeToUtf8(part, encoded, out _, out var written);
            to.Append(encoded[..written]);
            facts = facts[part.Length..];
        }
    }

    /// <summary>Begins a new text.</summary>
    public void Reset()
    {
        _facts.Reset();
        _groupLength = 0;
        _isBroken = false;
    }

    /// <summary>Returns the pooled memory.</summary>
    public void Release() => _facts.Release();

    private void Decode(ReadOnlySpan<byte> groups)
    {
        Span<byte> decoded = stackalloc byte[PartLength];
        while (!groups.IsEmpty && !_isBroken && !_facts.HasEnded)
        {
            var part = groups[..Math.Min(groups.Length, PartLength)];
            _isBroken = Base64.DecodeFromUtf8(part, decoded, out _, out var written) != OperationStatus.Done;
            _facts.Append(decoded[..written]);
            groups = groups[part.Length..];
        }
    }
}
