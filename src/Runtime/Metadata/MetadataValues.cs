using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>The metadata of a request from all of its sources. The first source that has a key wins.</summary>
/// <param name="reading">The reading, which counts what is left out.</param>
/// <param name="typed">The gateway's own type, which names the keys that have an attribute of their own.</param>
internal sealed class MetadataValues(MetadataReading reading, TypedMetadata? typed = null)
{
    private readonly object?[] _values = new object?[MetadataKeyTable.Rows.Length];
    private readonly int[] _sources = new int[MetadataKeyTable.Rows.Length];
    private readonly List<Other> _others = [];
    private int _source;

    /// <summary>The reading, which counts what is left out.</summary>
    public MetadataReading Reading => reading;

    /// <summary>The keys without a row, and their values.</summary>
    public IReadOnlyList<Other> Others => _others;

    public object? this[MetadataKeyFacts row] => _values[row.Index];

    /// <summary>Begins the next source. It sets only the keys that earlier sources do not have.</summary>
    public void NextSource() => _source++;

    /// <summary>Whether an earlier source has set the key.</summary>
    public bool IsSetEarlier(MetadataKeyFacts row) => _values[row.Index] is not null && _sources[row.Index] != _source;

    /// <summary>Sets the value of a key. Within one source the last value wins; <see langword="null"/> changes nothing.</summary>
    public void Set(MetadataKeyFacts row, object? value)
    {
        if (value is not null && !IsSetEarlier(row))
        {
            Replace(row, value);
        }
    }

    /// <summary>Sets the value of a key, even if an earlier source has set it.</summary>
    public void Replace(MetadataKeyFacts row, object? value)
    {
        _values[row.Index] = value;
        _sources[row.Index] = _source;
    }

    /// <summary>Whether the value comes from the first source, which is the headers that win over the body.</summary>
    public bool IsFromFirstSource(MetadataKeyFacts row) => _values[row.Index] is not null && _sources[row.Index] == 0;

    /// <summary>Whether the gateway's own type has an attribute for a key without a row.</summary>
    public bool IsMapped(ReadOnlySpan<char> name) => typed?.Maps(name) == true;

    /// <summary>
    /// The place of a key without a row: the place of a key with the same name, or a new place.
    /// <see cref="OtherPlace.IsFree"/> says whether this source may set it.
    /// </summary>
    public OtherPlace PlaceOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < _others.Count; i++)
        {
            if (name.SequenceEqual(_others[i].Name))
            {
                return new(i, _others[i].Source == _source);
            }
        }

        return new(_others.Count, _others.Count < reading.Limits.Keys);
    }

    public void SetOther(OtherPlace place, ReadOnlySpan<char> name, object value)
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
    public readonly record struct Other(string Name, object Value, int Source);

    /// <summary>The place of a key without a row, and whether this source may set it.</summary>
    public readonly record struct OtherPlace(int Index, bool IsFree);
}
