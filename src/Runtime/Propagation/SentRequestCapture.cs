using System.Diagnostics;
using TracedLlm.Requests;

namespace TracedLlm.Propagation;

/// <summary>
/// Passes the HTTP request that an attempt sends to the owner of the attempt's span. Every HTTP client calls its propagator right
/// before it sends a request. Only then the content is certainly readable, because a gateway may dispose the request in its
/// method; and an attempt that gets no answer has an address only from here.
/// </summary>
/// <param name="headers">The propagator that writes the headers.</param>
internal sealed class SentRequestCapture(DistributedContextPropagator headers) : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => headers.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (RequestState.Current is { IsRecording: true } request
            && carrier is HttpRequestMessage message
            && request.Spans.FindEnclosing(Activity.Current, request.Root) is { Activity: { } span, Owner: { } sender })
        {
            sender.OnRequest(span, message);
        }

        headers.Inject(activity, carrier, setter);
    }

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
        headers.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        headers.ExtractBaggage(carrier, getter);
}
