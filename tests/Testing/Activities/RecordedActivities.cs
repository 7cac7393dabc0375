using System.Diagnostics;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Activities;

/// <summary>
/// Listens to activity sources by name and keeps the stopped activities. It listens to the whole process: tests that run in
/// parallel need their own sources, or <c>only</c>. Dispose checks the recorded activities against the invariants of
/// every export (<see cref="Trees.TraceInvariants"/>).
/// </summary>
public sealed class RecordedActivities : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<Activity> _started = [];
    private readonly ArrivalLog<Activity> _stopped = new();
    private readonly HashSet<string> _sources;
    private readonly ActivityListener _listener;
    private readonly bool _records;

    /// <summary>Starts listening.</summary>
    /// <param name="sources">The names of the sources.</param>
    /// <param name="sampling">The sampling result of every activity; by default all data and recorded.</param>
    /// <param name="only">Selects the activities to keep; by default all. It does not affect sampling.</param>
    public RecordedActivities(
        IEnumerable<string> sources,
        ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded,
        Func<Activity, bool>? only = null)
    {
        _sources = [.. sources];
        _records = sampling == ActivitySamplingResult.AllDataAndRecorded;
        var keep = only ?? (_ => true);
        _listener = new ActivityListener
        {
            ShouldListenTo = source => _sources.Contains(source.Name),
            Sample = (ref _) => sampling,
            SampleUsingParentId = (ref _) => sampling,
            ActivityStarted = activity => Started(activity, keep),
            ActivityStopped = activity => Stopped(activity, keep),
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>Listens to one source, recording everything.</summary>
    public RecordedActivities(string source)
        : this([source])
    {
    }

    /// <summary>Whether Dispose requires complete traces; false for tests of a violation and for tests that keep parts of traces.</summary>
    public bool Checks { get; set; } = true;

    /// <summary>The activities stopped so far, in order of stop.</summary>
    public IReadOnlyList<Activity> Activities => _stopped.Snapshot();

    /// <summary>The stopped activities as a backend would receive them.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => Activities.ToReceived();

    /// <summary>The activities started and not stopped yet, in order of start.</summary>
    public IReadOnlyList<Activity> Running
    {
        get
        {
            lock (_gate)
            {
                return [.. _started.Where(activity => !activity.IsStopped)];
            }
        }
    }

    /// <summary>Waits for the stopped activities to fulfil a condition and returns them.</summary>
    /// <param name="until">The condition, evaluated once at the start and after every stop.</param>
    /// <param name="timeout">The timeout; by default <see cref="Patience.Default"/>.</param>
    /// <exception cref="TimeoutException">With the printed trees of the stopped activities.</exception>
    public Task<IReadOnlyList<Activity>> WaitForAsync(Func<IReadOnlyList<Activity>, bool> until, TimeSpan? timeout = null) =>
        _stopped.WaitForAsync(until, timeout, stopped => $"{stopped.Count} activities stopped:\n{SpanTree.Print(stopped.ToReceived())}");

    /// <summary>Stops listening and checks the recorded activities.</summary>
    /// <exception cref="TraceInvariantException">An invariant of every export is violated.</exception>
    public void Dispose()
    {
        _listener.Dispose();
        if (!Checks || !_records)
        {
            return;
        }

        var spans = Spans;
        List<string> violations = [.. TraceInvariants.Violations(spans, TraceInvariants.HasRemoteParent, secrets: [Canaries.Key, Canaries.Prompt], rootsPerTrace: int.MaxValue)];
        if (Running is { Count: > 0 } running)
        {
            violations.Add($"{running.Count} spans never ended: {string.Join(", ", running.Select(activity => activity.DisplayName))}");
        }

        TraceInvariants.Require(violations, spans);
    }

    private void Started(Activity activity, Func<Activity, bool> keep)
    {
        if (keep(activity))
        {
            lock (_gate)
            {
                _started.Add(activity);
            }
        }
    }

    private void Stopped(Activity activity, Func<Activity, bool> keep)
    {
        if (keep(activity))
        {
            _stopped.Add(activity);
        }
    }
}
