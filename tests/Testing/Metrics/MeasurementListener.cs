using System.Diagnostics.Metrics;

namespace TracedLlm.Testing.Metrics;

/// <summary>Listens to some instruments of all meters of the process, until it is disposed.</summary>
public sealed class MeasurementListener : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="measured">Called on any thread with the instrument's name, the measurement and the values of its tags.</param>
    /// <param name="instruments">The instruments' names.</param>
    public MeasurementListener(Action<string, long, string[]> measured, params string[] instruments)
    {
        ArgumentNullException.ThrowIfNull(measured);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instruments.Contains(instrument.Name))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, measurement, tags, _) =>
            measured(instrument.Name, measurement, [.. tags.ToArray().Select(tag => $"{tag.Value}")]));
        _listener.Start();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
