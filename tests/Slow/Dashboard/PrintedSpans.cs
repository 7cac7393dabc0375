using System.Diagnostics;
using System.Globalization;
using TracedLlm.Export.ConsoleTree;

namespace TracedLlm.Dashboard.Tests;

/// <summary>Prints the spans of the dashboard as the gateway prints its own.</summary>
internal sealed class PrintedSpans : IDisposable
{
    // OTLP counts the kinds from 1, .NET from 0.
    private const int FirstKind = 1;

    private readonly ActivitySource _source = new($"dashboard-{Guid.NewGuid():N}");
    private readonly ActivityListener _listener;

    public PrintedSpans()
    {
        _listener = new() { ShouldListenTo = source => source == _source, Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The tree of one trace.</summary>
    public string Print(IReadOnlyCollection<DashboardSpan> trace)
    {
        var activities = new Dictionary<string, Activity>();
        var waiting = new Queue<DashboardSpan>(trace.Where(static span => span.ParentId is null));
        while (waiting.TryDequeue(out var span))
        {
            activities.Add(span.SpanId, Make(span, span.ParentId is { } parent ? activities[parent].Context : default));
            foreach (var child in trace.Where(other => other.ParentId == span.SpanId))
            {
                waiting.Enqueue(child);
            }
        }

        // An activity without a parent makes its own id of a trace.
        var text = TraceTreeText.Format(activities.Values);
        return activities.Count == 0 ? text : text.Replace(activities.Values.First().TraceId.ToHexString(), trace.First().TraceId, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private Activity Make(DashboardSpan span, ActivityContext parent)
    {
        var activity = _source.CreateActivity(span.Name, (ActivityKind)(span.Kind - FirstKind), parent)!;
        activity.SetStartTime(DateTime.UnixEpoch.AddTicks(span.Start));
        activity.Start();
        foreach (var (name, value) in span.Attributes)
        {
            activity.SetTag(name, Parse(value));
        }

        if (span.Error is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, span.Error);
        }

        activity.SetEndTime(DateTime.UnixEpoch.AddTicks(span.End));
        activity.Stop();
        return activity;
    }

    // The dashboard has the texts of numbers; the console rounds those with a fraction.
    private static object Parse(string value) =>
        value.Contains('.', StringComparison.Ordinal) && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : value;
}
