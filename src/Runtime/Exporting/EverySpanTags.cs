using System.Diagnostics;

namespace TracedLlm.Exporting;

/// <summary>
/// The attributes that every span of a request carries. The object is immutable, so a span can read it while another thread sets
/// an attribute.
/// </summary>
internal sealed class EverySpanTags
{
    private readonly KeyValuePair<string, object?>[] _tags;

    private EverySpanTags(KeyValuePair<string, object?>[] tags) => _tags = tags;

    public static EverySpanTags None { get; } = new([]);

    public ReadOnlySpan<KeyValuePair<string, object?>> Tags => _tags;

    /// <summary>The same attributes, as a list that can be stored.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> List => _tags;

    public static EverySpanTags Create(IEnumerable<KeyValuePair<string, object?>> tags)
    {
        KeyValuePair<string, object?>[] all = [.. tags];
        return all.Length == 0 ? None : new(all);
    }

    /// <summary>The value of an attribute; <see langword="null"/> if there is none.</summary>
    public object? Find(string name) => IndexOf(name) is >= 0 and var index ? _tags[index].Value : null;

    public bool Has(string name) => IndexOf(name) >= 0;

    /// <summary>Returns a copy in which <paramref name="name"/> has <paramref name="value"/>.</summary>
    public EverySpanTags SetTag(string name, object value)
    {
        var index = IndexOf(name);
        KeyValuePair<string, object?>[] tags = index < 0 ? [.. _tags, default] : [.. _tags];
        tags[index < 0 ? ^1 : index] = new(name, value);
        return new(tags);
    }

    /// <summary>Sets all attributes on a span.</summary>
    public void WriteTo(Activity activity)
    {
        foreach (var (name, value) in _tags)
        {
            activity.SetTag(name, value);
        }
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < _tags.Length; i++)
        {
            if (_tags[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }
}
