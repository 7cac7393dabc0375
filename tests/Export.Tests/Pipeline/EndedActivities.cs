using System.Diagnostics;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>Makes spans that have ended, of a source of their own.</summary>
internal sealed class EndedActivities : IDisposable
{
    private readonly ActivitySource _source = new($"{typeof(EndedActivities).FullName}.{Guid.NewGuid()}");
    private readonly ActivityListener _listener;

    public EndedActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Activity Make(string name, params (string Name, object? Value)[] tags)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var activity = _source.StartActivity(name)!;
        foreach (var (key, value) in tags)
        {
            activity.SetTag(key, value);
        }

        activity.Stop();
        Activity.Current = current;
        return activity;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }
}
