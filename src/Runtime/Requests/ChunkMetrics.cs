using System.Diagnostics;
using TracedLlm.Metrics;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>
/// Records the time from one event of a request's response to the next. The attributes are those that are known at the second event, so that
/// an event allocates nothing.
/// </summary>
internal sealed class ChunkMetrics
{
    private readonly RequestState _request;
    private readonly RequestMetrics _metrics;
    private KeyValuePair<string, object?>[]? _tags;
    private bool? _isSent;

    private ChunkMetrics(RequestState request, RequestMetrics metrics)
    {
        _request = request;
        _metrics = metrics;
    }

    /// <summary>Records the events of a response, if somebody listens.</summary>
    public static void Register(RequestState request, PayloadTap response)
    {
        if (RequestInstruments.TimePerOutputChunk.Enabled && request.Metrics is { } metrics)
        {
            response.WatchChunks().Interval = new ChunkMetrics(request, metrics).Record;
        }
    }

    // The tap calls it for one event after the other.
    private void Record(TimeSpan interval)
    {
        try
        {
            _tags ??= _metrics.FindChunkTags(EndingMetrics.Describe(_request, _request.Request.Activity, outcome: null, errorType: null));

            // The current activity is the root, or a span of the gateway below it. Whether the ratio sends them is asked once, because the
            // answer is computed from the trace id.
            _isSent ??= _request.IsSampled && _request.IsSentByRatio;
            var isShown = _isSent.Value && !_request.IsCallerPending && _request.SeparateTrace is not { IsOwn: true };
            using var exemplars = new ExemplarSpan(Activity.Current, isShown);
            RequestInstruments.TimePerOutputChunk.Record(interval.TotalSeconds, _tags);
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
        }
    }
}
