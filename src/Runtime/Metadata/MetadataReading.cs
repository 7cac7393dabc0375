using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Metadata;

/// <summary>
/// One reading of a request's metadata: its limits, and what it leaves out. Every value that it leaves out is counted, and the first
/// ones are named on the root: <c>name: reason</c>.
/// </summary>
internal sealed class MetadataReading(MetadataLimits limits)
{
    /// <summary>How many values the attribute names; then it says how many others there are.</summary>
    public const int MaxNamed = 32;

    // Bounds the attribute, because the caller chooses the names.
    private const int MaxNameLength = 128;

    private List<string>? _named;
    private int _others;

    /// <summary>The limits of this reading.</summary>
    public MetadataLimits Limits => limits;

    /// <summary>The names and reasons of what is left out; <see langword="null"/> if nothing is.</summary>
    public string[]? Dropped => _named is null ? null : _others == 0 ? [.. _named] : [.. _named, $"{_others} more"];

    /// <summary>Counts a value of a key with a row, or of a source that has a name of the library.</summary>
    /// <param name="reason">One of <see cref="MetadataDrop"/>.</param>
    /// <param name="key">The key, or the source.</param>
    /// <param name="name">The name on the root, if it is not the key.</param>
    public void Drop(string reason, string key, string? name = null)
    {
        TraceCounters.MetadataDropped(reason, key);
        Name(reason, name ?? key);
    }

    /// <summary>Counts a value of a key without a row.</summary>
    /// <param name="reason">One of <see cref="MetadataDrop"/>.</param>
    /// <param name="name">The caller's name of it.</param>
    public void DropOther(string reason, ReadOnlySpan<char> name)
    {
        TraceCounters.MetadataDropped(reason, MetadataDrop.OtherKey);
        Name(reason, name);
    }

    /// <summary>Names a value that is counted elsewhere.</summary>
    public void Name(string reason, ReadOnlySpan<char> name)
    {
        if (_named?.Count >= MaxNamed)
        {
            _others++;
        }
        else
        {
            var entry = $"{Printable(name)}: {reason}";
            _named ??= [];
            if (!_named.Contains(entry))
            {
                _named.Add(entry);
            }
        }
    }

    /// <summary>The entries of two readings, bounded as one.</summary>
    public static string[] Merge(string[]? first, string[] second) => first is null ? second : [.. first.Union(second, StringComparer.Ordinal).Take(MaxNamed + 1)];

    private static string Printable(ReadOnlySpan<char> name)
    {
        var text = name.ToString();
        if (RecurringTexts.ContainsSecret(text))
        {
            return SecretRedaction.Replacement;
        }

        text = text.Length > MaxNameLength ? string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MaxNameLength - 1]) ? MaxNameLength - 1 : MaxNameLength), "…") : text;
        return MetadataText.HasControls(text) ? string.Concat(text.Select(static sign => char.IsControl(sign) ? '\ufffd' : sign)) : text;
    }
}
