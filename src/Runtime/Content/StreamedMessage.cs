using TracedLlm.Json;

namespace TracedLlm.Content;

/// <summary>
/// Collects a message from the events of a stream. It keeps <see cref="ContentWriter.MaxLength"/> bytes and
/// <see cref="MaxParts"/> parts, and leaves out the rest.
/// </summary>
internal sealed class StreamedMessage
{
    // Bounds the memory of a stream whose events all begin a part. A real message has a few parts.
    private const int MaxParts = 1024;

    private readonly List<StreamedPart> _parts = [];
    private int _room = ContentWriter.MaxLength;

    /// <summary>Whether the message left out something.</summary>
    public bool IsTruncated { get; private set; }

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>The parts, in the order in which they began.</summary>
    public IReadOnlyList<StreamedPart> Parts => _parts;

    /// <summary>Appends a piece of text to the part with this kind and index. The first piece adds the part.</summary>
    public void Append(StreamedPartKind kind, int index, Utf8Json piece)
    {
        if (piece.IsString() && Take(piece) && Part(kind, index) is { } part)
        {
            part.Append(piece);
        }
    }

    /// <summary>Sets the id and the name of a tool call. An absent value keeps the earlier one.</summary>
    public void SetToolCall(StreamedPartKind kind, int index, Utf8Json id, Utf8Json name)
    {
        if (Take(id) && Take(name) && Part(kind, index) is { } part)
        {
            part.Id = id.IsEmpty ? part.Id : Copy(id);
            part.Name = name.IsEmpty ? part.Name : Copy(name);
        }
    }

    /// <summary>Sets the provider's signature of the thought with this index.</summary>
    public void SetSignature(int index, Utf8Json signature)
    {
        if (signature.IsString() && Take(signature) && Part(StreamedPartKind.Reasoning, index) is { } part)
        {
            part.Signature = Copy(signature);
        }
    }

    /// <summary>Sets a part that arrived in one piece. It replaces an earlier whole part with the same index.</summary>
    public void SetWhole(int index, Utf8Json whole)
    {
        if (Take(whole) && Part(StreamedPartKind.Whole, index) is { } part)
        {
            part.Whole = Copy(whole);
        }
    }

    /// <summary>Replaces the pieces of a part with the whole part.</summary>
    public void Replace(int index, Utf8Json whole)
    {
        var first = _parts.FindIndex(part => part.Index == index);
        if (!Take(whole))
        {
            return;
        }

        _parts.RemoveAll(part => part.Index == index);
        _parts.Insert(first < 0 ? _parts.Count : first, new StreamedPart(StreamedPartKind.Whole, index) { Whole = Copy(whole) });
    }

    private StreamedPart? Part(StreamedPartKind kind, int index)
    {
        foreach (var known in _parts)
        {
            if (known.Kind == kind && known.Index == index)
            {
                return known;
            }
        }

        if (_parts.Count == MaxParts)
        {
            IsTruncated = true;
            return null;
        }

        var part = new StreamedPart(kind, index);
        _parts.Add(part);
        return part;
    }

    private bool Take(Utf8Json piece)
    {
        if (piece.Span.Length > _room)
        {
            _room = 0;
            IsTruncated = true;
            return false;
        }

        _room -= piece.Span.Length;
        return true;
    }

    private static Utf8Json Copy(Utf8Json value) => new(value.Memory.ToArray());
}
