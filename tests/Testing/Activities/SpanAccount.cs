using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TracedLlm.Testing.Activities;

/// <summary>Counts the activities that a source starts, to detect lost spans: started = exported + sampled out + in flight.</summary>
internal sealed class SpanAccount : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Activity> _inFlight = new(ReferenceEqualityComparer.Instance);

    // The number of recorded spans that have ended, by the id of the trace.
    private readonly Dictionary<string, int> _ended = [];
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

    /// <summary>Whether every span of a trace that was started has ended, and these are all that are recorded.</summary>
    /// <param name="trace">The id of the trace.</param>
    /// <param name="received">The number of received spans of the source.</param>
    public bool IsComplete(string trace, int received)
    {
        lock (_gate)
        {
            return _ended.TryGetValue(trace, out var ended) && received >= ended && !_inFlight.Any(activity => activity.TraceId.ToHexString() == trace);
        }
    }

    /// <summary>Begins a new account, when the last one is balanced.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            (_started, _sampledOut) = (_inFlight.Count, 0);
            _ended.Clear();
        }
    }

    /// <summary>Forgets traces, by default all, for <see cref="IsComplete"/>. The balance does not change.</summary>
    public void Forget(IReadOnlySet<string>? traces = null)
    {
        lock (_gate)
        {
            foreach (var trace in traces ?? _ended.Keys.ToHashSet())
            {
                _ended.Remove(trace);
            }
        }
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
            if (!_inFlight.Remove(activity))
            {
                return;
            }

            if (activity.Recorded)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_ended, activity.TraceId.ToHexString(), out _)++;
            }
            else
            {
                _sampledOut++;
            }
        }
    }
}
