using System.Diagnostics;

namespace TracedLlm.Testing.Activities;

/// <summary>Counts the activities that a source starts, to detect lost spans: started = exported + sampled out + in flight.</summary>
internal sealed class SpanAccount : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Activity> _inFlight = new(ReferenceEqualityComparer.Instance);
    private readonly ActivityListener _listener;
    private int _started;
    private int _sampledOut;

    /// <param name="source">The name of the source.</param>
    public SpanAccount(string source)
    {
        Source = source;

        // The listener requests no data, so that the exporter alone decides on recording.
        _listener = new ActivityListener { ShouldListenTo = candidate => candidate.Name == source, ActivityStarted = Started, ActivityStopped = Stopped };
        ActivitySource.AddActivityListener(_listener);
    }

    public string Source { get; }

    /// <summary>The differences; empty if the account is balanced.</summary>
    /// <param name="exported">The number of received spans of the source.</param>
    public IReadOnlyList<string> Violations(int exported)
    {
        List<string> violations = [];
        lock (_gate)
        {
            if (_inFlight.Count > 0)
            {
                violations.Add($"{_inFlight.Count} spans never ended: {string.Join(", ", _inFlight.Select(activity => activity.DisplayName))}");
            }

            if (_started != exported + _sampledOut + _inFlight.Count)
            {
                violations.Add($"{_started} spans were started, {exported} exported, {_sampledOut} sampled out, {_inFlight.Count} in flight");
            }
        }

        return violations;
    }

    public void Dispose() => _listener.Dispose();

    private void Started(Activity activity)
    {
        lock (_gate)
        {
            _started++;
            _inFlight.Add(activity);
        }
    }

    private void Stopped(Activity activity)
    {
        lock (_gate)
        {
            // An activity that started before the account existed does not count.
            if (_inFlight.Remove(activity) && !activity.Recorded)
            {
                _sampledOut++;
            }
        }
    }
}
