using System.Runtime.InteropServices;
using TracedLlm.Facts;

namespace TracedLlm.Metadata;

/// <summary>The metadata of a request from all of its sources. The first source that has a key wins.</summary>
/// <param name="reading">The reading, which counts what is left out.</param>
/// <param name="typed">The gateway's own type, which names the keys that have an attribute of their own.</param>
internal sealed class MetadataValues(MetadataReading reading, TypedMetadata? typed = null)
{
    // The places of one reading after the other on a thread: a reading has no await. While they are in use the field is null.
    [ThreadStatic]
    private static Place[]? t_places;

    [ThreadStatic]
    private static List<Other>? t_others;

    private readonly Place[] _values = RentPlaces();
    private List<Other>? _others;
    private int _source;

    /// <summary>The reading, which counts what is left out.</summary>
    public MetadataReading Reading => reading;

    /// <summary>The keys without a row, and their values.</summary>
    public ReadOnlySpan<Other> Others => CollectionsMarshal.AsSpan(_others);

    public object? this[MetadataKeyFacts row] => _values[row.Index].Value;

    /// <summary>Begins the next source. It sets only the keys that earlier sources do not have.</summary>
    public void NextSource() => _source++;

    /// <summary>Whether an earlier source has set the key.</summary>
    public bool IsSetEarlier(MetadataKeyFacts row) => _values[row.Index] is { Value: not null, Source: var source } && source != _source;

    /// <summary>Sets the value of a key. Within one source the last value wins; <see langword="null"/> changes nothing.</summary>
    public void Set(MetadataKeyFacts row, object? value)
    {
        if (value is not null && !IsSetEarlier(row))
        {
            Replace(row, value);
        }
    }

    /// <summary>Sets the value of a key, even if an earlier source has set it.</summary>
    public void Replace(MetadataKeyFacts row, object? value) => _values[row.Index] = new(value, _source);

    /// <summary>Returns the memory. The values are not read after this call.</summary>
    public void Return()
    {
        Array.Clear(_values);
        t_places = _values;
        if (_others is { } others)
        {
            _others = null;
            others.Clear();
            t_others = others;
        }
    }

    /// <summary>Whether the value comes from the first source, which is the headers that win over the body.</summary>
    public bool IsFromFirstSource(MetadataKeyFacts row) => _values[row.Index] is { Value: not null, Source: 0 };

    /// <summary>Whether the gateway's own type has an attribute for a key without a row.</summary>
    public bool IsMapped(ReadOnlySpan<char> name) => typed?.Maps(name) == true;

    /// <summary>
    /// The place of a key without a row: the place of a key with the same name, or a new place.
    /// <see cref="OtherPlace.IsFree"/> says whether this source may set it.
    /// </summary>
    public OtherPlace PlaceOf(ReadOnlySpan<char> name)
    {
        var count = _others?.Count ?? 0;
        for (var i = 0; i < count; i++)
        {
            if (name.SequenceEqual(_others![i].Name))
            {
                return new(i, _others[i].Source == _source);
            }
        }

        return new(count, count < reading.Limits.Keys);
    }

    public void SetOther(OtherPlace place, ReadOnlySpan<char> name, object value)
    {
        _others ??= RentOthers();
        if (place.Index == _others.Count)
        {
            _others.Add(new(OtherNames.NameOf(name), value, _source));
        }
        else
        {
            _others[place.Index] = _others[place.Index] with { Value = value };
        }
    }

    private static List<Other> RentOthers()
    {
        var others = t_others ?? [];
        t_others = null;
        return others;
    }

    private static Place[] RentPlaces()
    {
        var places = t_places ?? new Place[MetadataKeyTable.Rows.Length];
        t_places = null;
        return places;
    }

    private readonly record struct Place(object? Value, int Source);

    /// <summary>A key without a row.</summary>
    /// <param name="Attribute">The name of its attribute.</param>
    /// <param name="Value">The value.</param>
    /// <param name="Source">The number of its source.</param>
    public readonly record struct Other(string Attribute, object Value, int Source)
    {
        /// <summary>The key.</summary>
        public ReadOnlySpan<char> Name => Attribute.AsSpan(MetadataKeyTable.OtherPrefix.Length);
    }

    /// <summary>The place of a key without a row, and whether this source may set it.</summary>
    public readonly record struct OtherPlace(int Index, bool IsFree);
}
