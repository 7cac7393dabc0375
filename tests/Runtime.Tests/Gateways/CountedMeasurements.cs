using System.Diagnostics.Metrics;

namespace TracedLlm.Tests.Gateways;

/// <summary>What the meter of TracedLlm counts while it lives, in the whole process.</summary>
internal sealed class CountedMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <param name="instruments">Names of the instruments, without <c>tracedllm.</c>.</param>
    public CountedMeasurements(params string[] instruments)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TracedLlmTelemetry.MeterName && instruments.Contains(instrument.Name["tracedllm.".Length..]))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, tags, _) =>
        {
            var name = string.Join(' ', tags.ToArray().Select(tag => tag.Value).Prepend(instrument.Name["tracedllm.".Length..]));
            lock (_gate)
            {
                _counts[name] = _counts.GetValueOrDefault(name) + count;
            }
        });
        _listener.Start();
    }

    /// <summary>As <c>instrument tags count, …</c>, ordered.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
        }
    }

    public void Dispose() => _listener.Dispose();
}
