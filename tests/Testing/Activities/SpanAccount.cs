using System.Diagnostics;

namespace TracedLlm.Testing.Activities;

/// <summary>Counts what a source starts, so that nothing can be lost unseen: started = exported + sampled out + in flight.</summary>
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

        // It asks for no data: whoever exports decides what is recorded.
        _listener = new ActivityListener { ShouldListenTo = heard => heard.Name == source, ActivityStarted = Started, ActivityStopped = Stopped };
        ActivitySource.AddActivityListener(_listener);
    }

    public string Source { get; }

    /// <summary>What does not add up; empty if everything does.</summary>
    /// <param name="exported">How many spans of the source have been received.</param>
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
            // One that was started before there was an account is not ours.
            if (_inFlight.Remove(activity) && !activity.Recorded)
            {
                _sampledOut++;
            }
        }
    }
}
