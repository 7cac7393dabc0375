using System.Collections.Concurrent;

namespace TracedLlm.Metrics;

/// <summary>
/// The values of one attribute that metrics show: at most as many as the limit, the first ones that were admitted. All others are shown as
/// <see cref="Other"/>.
/// </summary>
/// <param name="limit">The most values.</param>
internal sealed class BoundedValues(int limit)
{
    /// <summary>The value of the conventions for what has no value of its own, as for <c>error.type</c>.</summary>
    public const string Other = "_OTHER";

    // A model, an alias, the full name of an exception's type. The limit bounds the number of values, this their memory.
    private const int MaxLength = 256;

    // Guards the count together with the insertion.
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Returns the value as metrics show it, and admits a new one while there is room.</summary>
    public string Show(string value) => Show(value, limit);

    /// <summary>
    /// Returns the value as metrics show it. A new value is admitted by <paramref name="evidence"/>: a provider's answer may use the whole
    /// limit, an attempt half of it, and what the gateway refused nothing. A caller that makes up names cannot displace those that work.
    /// </summary>
    public string Show(string value, ValueEvidence evidence) => Show(value, evidence switch
    {
        ValueEvidence.Answered => limit,
        ValueEvidence.Tried => (limit + 1) / 2,
        _ => 0,
    });

    private string Show(string value, int most)
    {
        if (_known.TryGetValue(value, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= most || value.Length > MaxLength)
        {
            return Other;
        }

        lock (_gate)
        {
            if (_count >= most && !_known.ContainsKey(value))
            {
                return Other;
            }

            if (_known.TryAdd(value, value))
            {
                Volatile.Write(ref _count, _count + 1);
            }

            return value;
        }
    }
}
