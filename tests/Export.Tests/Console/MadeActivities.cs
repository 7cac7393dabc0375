using System.Diagnostics;

namespace TracedLlm.Export.Tests.Console;

/// <summary>Activities with the ids and times that a test gives them.</summary>
internal sealed class MadeActivities : IDisposable
{
    public const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly DateTimeOffset Midnight = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ActivitySource _source = new($"TracedLlm.Export.Tests.{Guid.NewGuid()}");
    private readonly ActivityListener _listener;

    public MadeActivities()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source == _source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>An ended activity.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parent">Its parent; a caller's span for a server, none else.</param>
    /// <param name="start">Milliseconds after midnight.</param>
    /// <param name="length">Milliseconds that it lasts.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="error">Whether it failed.</param>
    /// <param name="tags">Its attributes.</param>
    public Activity Make(
        string name,
        Activity? parent,
        double start,
        double length,
        ActivityKind kind = ActivityKind.Internal,
        bool error = false,
        params (string Name, object? Value)[] tags)
    {
        Activity.Current = null;
        var activity = _source.StartActivity(
            kind,
            parent?.Context ?? (kind == ActivityKind.Server ? Caller() : default),
            tags.Select(tag => KeyValuePair.Create(tag.Name, tag.Value)),
            startTime: Midnight.AddMilliseconds(start),
            name: name)!;
        activity.SetEndTime(Midnight.AddMilliseconds(start + length).UtcDateTime);
        activity.SetStatus(error ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
        activity.Stop();
        return activity;
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private static ActivityContext Caller() => new(
        ActivityTraceId.CreateFromString(TraceId),
        ActivitySpanId.CreateFromString("b7ad6b7169203331"),
        ActivityTraceFlags.Recorded,
        isRemote: true);
}
