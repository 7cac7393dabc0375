using System.Diagnostics;
using TracedLlm.Context;
using TracedLlm.Requests;

namespace TracedLlm.Propagation;

/// <summary>
/// Decides which trace headers every HTTP client of the process sends from inside a traced request: <c>traceparent</c> of the
/// exported span to allowed hosts, and no header to other hosts. Outside a traced request it calls the former propagator.
/// </summary>
/// <remarks>
/// Without it HttpClient would send the id of an activity that is not exported, and would forward the caller's <c>tracestate</c>
/// and <c>baggage</c> to every host.
/// </remarks>
internal sealed class LlmContextPropagator(DistributedContextPropagator former) : DistributedContextPropagator
{
    // The W3C headers, and the headers of the default propagator before .NET 10.
    private static readonly string[] Headers =
        [TraceParentHeader.TraceParent, TraceParentHeader.TraceState, TraceParentHeader.Baggage, "Request-Id", "Correlation-Context"];

    public override IReadOnlyCollection<string> Fields => former.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (RequestState.Current is { } trace && carrier is HttpRequestMessage request)
        {
            SetHeaders(trace, request);
        }
        else
        {
            former.Inject(activity, carrier, setter);
        }
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        former.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        former.ExtractBaggage(carrier, getter);

    /// <summary>Replaces the trace headers by the headers that the host may receive.</summary>
    public static void SetHeaders(RequestState trace, HttpRequestMessage request)
    {
        foreach (var header in Headers)
        {
            // Also removes headers that the gateway copied from its caller.
            request.Headers.Remove(header);
        }

        if (request.RequestUri is not { IsAbsoluteUri: true } uri)
        {
            return;
        }

        var policy = trace.Outgoing;
        if (FindContext(trace) is { } context && policy.TraceParentTo.Allows(uri))
        {
            request.Headers.TryAddWithoutValidation(TraceParentHeader.TraceParent, TraceParentHeader.Format(context));
            if (context.TraceState is { Length: > 0 } state && policy.TraceStateTo.Allows(uri))
            {
                request.Headers.TryAddWithoutValidation(TraceParentHeader.TraceState, state);
            }
        }

        if (policy.Baggage is { } baggage && policy.BaggageTo.Allows(uri))
        {
            request.Headers.TryAddWithoutValidation(TraceParentHeader.Baggage, baggage);
        }
    }

    // Whether a rule keeps the trace is not known yet. The ratio is, and it decides about most traces.
    private static ActivityTraceFlags FlagsFor(RequestState trace, Activity span) => trace.Services.Sampling?.IsSentByRatio(trace) == false
        ? span.ActivityTraceFlags & ~ActivityTraceFlags.Recorded
        : span.ActivityTraceFlags | ActivityTraceFlags.Recorded;

    /// <summary>The exported span that encloses the code, or what an unrecorded request passes on; <see langword="null"/> for none.</summary>
    private static ActivityContext? FindContext(RequestState trace)
    {
        if (!trace.IsSampled)
        {
            return trace.Unrecorded;
        }

        return trace.FindPropagatedSpan(Activity.Current) is { } span
            ? new(span.TraceId, span.SpanId, FlagsFor(trace, span), span.TraceStateString)
            : null;
    }
}
