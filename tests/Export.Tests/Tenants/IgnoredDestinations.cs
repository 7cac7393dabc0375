using System.Diagnostics.Metrics;

namespace TracedLlm.Export.Tests.Tenants;

/// <summary>The destinations that are counted as ignored while it lives, in the whole process.</summary>
internal sealed class IgnoredDestinations : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IgnoredDestinations()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "tracedllm.destinations.ignored")
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

    /// <summary>As <c>backend reason count, …</c>, ordered.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
        }
    }

    public void Dispose() => _listener.Dispose();
}
