using System.Diagnostics.Metrics;

namespace TracedLlm.Testing.Metrics;

/// <summary>Listens to some instruments of the process, whoever made them, until it is disposed.</summary>
public sealed class MeasurementListener : IDisposable
{
    private readonly MeterListener _listener = new();

    /// <summary>Starts to listen.</summary>
    /// <param name="measured">Gets the instrument's name, the measurement and the values of its tags, on any thread.</param>
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
