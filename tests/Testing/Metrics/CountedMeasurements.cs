namespace TracedLlm.Testing.Metrics;

/// <summary>Sums the measurements of some TracedLlm counters in the whole process, until it is disposed.</summary>
public class CountedMeasurements : IDisposable
{
    private const string Prefix = "tracedllm.";

    private readonly MeasurementListener _listener;

    // Guards _counts, because counters count on the threads of all requests.
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Starts to count.</summary>
    /// <param name="instruments">Names of the instruments, without <c>tracedllm.</c>.</param>
    public CountedMeasurements(params string[] instruments)
        : this(namesInstrument: true, instruments)
    {
    }

    /// <summary>Starts to count.</summary>
    /// <param name="namesInstrument">Whether the text names the instrument.</param>
    /// <param name="instruments">Names of the instruments, without <c>tracedllm.</c>.</param>
    protected CountedMeasurements(bool namesInstrument, params string[] instruments) => _listener = new(
        (instrument, count, tags) => Add(namesInstrument ? string.Join(' ', [instrument[Prefix.Length..], .. tags]) : string.Join(' ', tags), count),
        [.. instruments.Select(instrument => Prefix + instrument)]);

    /// <summary>The sums as <c>instrument tags count, …</c>, sorted.</summary>
    public override string ToString()
    {
        lock (_gate)
        {
            return string.Join(", ", _counts.Select(count => $"{count.Key} {count.Value}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Add(string name, long count)
    {
        lock (_gate)
        {
            _counts[name] = _counts.GetValueOrDefault(name) + count;
        }
    }
}
