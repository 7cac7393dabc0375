using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>What the sources of a request's metadata say, the first source that says something of a key counting.</summary>
/// <param name="typed">Which keys the gateway gives an attribute of their own.</param>
internal sealed class MetadataValues(TypedMetadata? typed = null)
{
    /// <summary>How many keys without a row are kept.</summary>
    public const int MaxOthers = 32;

    private readonly object?[] _values = new object?[MetadataKeyTable.Rows.Length];
    private readonly int[] _sources = new int[MetadataKeyTable.Rows.Length];
    private readonly List<Other> _others = [];
    private int _source;

    /// <summary>The keys without a row, and their values.</summary>
    public IReadOnlyList<Other> Others => _others;

    public object? this[MetadataKeyFacts row] => _values[row.Index];

    /// <summary>Goes on to the next source, which fills what those before left open.</summary>
    public void NextSource() => _source++;

    /// <summary>Whether a source before this one has said something of the key.</summary>
    public bool IsSetEarlier(MetadataKeyFacts row) => _values[row.Index] is not null && _sources[row.Index] != _source;

    /// <summary>Takes the value of this source, the last one that can be used; <see langword="null"/> changes nothing.</summary>
    public void Set(MetadataKeyFacts row, object? value)
    {
        if (value is not null && !IsSetEarlier(row))
        {
            Replace(row, value);
        }
    }

    /// <summary>Takes a value, whatever was said before.</summary>
    public void Replace(MetadataKeyFacts row, object? value)
    {
        _values[row.Index] = value;
        _sources[row.Index] = _source;
    }

    /// <summary>Whether the value is one of the first source, the headers that win.</summary>
    public bool IsFromFirstSource(MetadataKeyFacts row) => _values[row.Index] is not null && _sources[row.Index] == 0;

    /// <summary>Whether a key without a row has an attribute of the gateway's own.</summary>
    public bool IsMapped(ReadOnlySpan<char> name) => typed?.Maps(name) == true;

    /// <summary>Whether a key without a row could still be taken, in place of one of its name or as one more.</summary>
    public OtherPlace PlaceOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < _others.Count; i++)
        {
            if (name.SequenceEqual(_others[i].Name))
            {
                return new(i, _others[i].Source == _source);
            }
        }

        return new(_others.Count, _others.Count < MaxOthers);
    }

    public void SetOther(OtherPlace place, ReadOnlySpan<char> name, string value)
    {
        if (place.Index == _others.Count)
        {
            _others.Add(new(name.ToString(), value, _source));
        }
        else
        {
            _others[place.Index] = _others[place.Index] with { Value = value };
        }
    }

    /// <summary>A key without a row.</summary>
    public readonly record struct Other(string Name, string Value, int Source);

    /// <summary>Where a key without a row goes, and whether it may.</summary>
    public readonly record struct OtherPlace(int Index, bool IsFree);
}
