using System.Diagnostics.Metrics;

namespace TracedLlm.Tests.Metadata;

/// <summary>What a counter counts while this lives, in the whole process.</summary>
internal abstract class CountedValues : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    protected CountedValues(string counter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == counter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var name = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            lock (_gate)
            {
                _counts[name] = _counts.GetValueOrDefault(name) + count;
            }
        });
        _listener.Start();
    }

    /// <summary>As the tags' values and the count, <c>reason key count, …</c>, ordered.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
        }
    }

    public void Dispose() => _listener.Dispose();
}
