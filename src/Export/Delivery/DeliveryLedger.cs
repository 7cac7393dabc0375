using System.Diagnostics;
using OpenTelemetry;

namespace TracedLlm.Export;

/// <summary>
/// Counts what became of the spans that were to be exported. It is the first of the processors: what comes after may lose a
/// span, and then it is missing from a backend's count.
/// </summary>
internal sealed class DeliveryLedger : BaseProcessor<Activity>
{
    private readonly Lock _gate = new();
    private readonly List<BackendCount> _backends = [];
    private long _started;
    private long _ended;

    /// <summary>Adds a backend to those that each span goes to.</summary>
    public BackendCount Add(string backend)
    {
        var count = new BackendCount(backend);
        lock (_gate)
        {
            _backends.Add(count);
        }

        return count;
    }

    /// <summary>The counts when nothing will be sent any more; <see langword="null"/> if every backend has every span.</summary>
    public string? Missing()
    {
        var started = Volatile.Read(ref _started);
        var ended = Volatile.Read(ref _ended);
        lock (_gate)
        {
            return _backends.Exists(backend => backend.Exported < started)
                ? $"{started} started, {started - ended} not ended; "
                  + string.Join("; ", _backends.Select(backend => $"{backend.Name}: {backend.Exported} exported, {ended - backend.Exported} dropped"))
                : null;
        }
    }

    /// <inheritdoc/>
    public override void OnStart(Activity data)
    {
        if (data.Recorded)
        {
            Interlocked.Increment(ref _started);
        }
    }

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
        {
            Interlocked.Increment(ref _ended);
        }
    }
}
