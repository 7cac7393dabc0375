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
    private TagSet? _tags;

    private ChunkMetrics(RequestState request, RequestMetrics metrics)
    {
        _request = request;
        _metrics = metrics;
    }

    /// <summary>Records the events of a response, if somebody listens.</summary>
    public static void Register(RequestState request, ChunkTimes chunks)
    {
        if (RequestInstruments.TimePerOutputChunk.Enabled && request.Metrics is { } metrics)
        {
            chunks.Interval = new ChunkMetrics(request, metrics).Record;
        }
    }

    // The tap calls it for one event after the other.
    private void Record(TimeSpan interval)
    {
        try
        {
            _tags ??= _metrics.FindChunkTags(EndingMetrics.Describe(_request, _request.Request.Activity, outcome: null, errorType: null));

            // The current activity is the root, or a span of the gateway below it. To change it would allocate at each event, which is left to
            // requests whose trace backends do not show.
            if (_request.IsSampled && !_request.IsCallerPending && _request.SeparateTrace is not { IsOwn: true })
            {
                RequestInstruments.TimePerOutputChunk.Record(interval.TotalSeconds, _tags.Tags);
                return;
            }

            using var exemplars = new ExemplarSpan(span: null, _request);
            RequestInstruments.TimePerOutputChunk.Record(interval.TotalSeconds, _tags.Tags);
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
        }
    }
}
