using Microsoft.AspNetCore.Http;
using TracedLlm.Context;

namespace TracedLlm.Settings;

/// <summary>The trace headers that a traced request may forward, and the hosts that may receive them.</summary>
/// <param name="TraceParentTo">Hosts that receive <c>traceparent</c>.</param>
/// <param name="TraceStateTo">Hosts that receive the caller's <c>tracestate</c>.</param>
/// <param name="BaggageTo">Hosts that receive the caller's <c>baggage</c>.</param>
/// <param name="Baggage">The caller's <c>baggage</c>; <see langword="null"/> if no host may receive it.</param>
internal sealed record OutgoingContext(HostAllowList TraceParentTo, HostAllowList TraceStateTo, HostAllowList BaggageTo, string? Baggage)
{
    public static OutgoingContext FromRequest(HttpContext context, TracedLlmOptions options)
    {
        var policy = options.Outgoing;
        if (policy.BaggageTo.IsEmpty)
        {
            return policy;
        }

        var baggage = context.Request.Headers[TraceParentHeader.Baggage];
        return baggage.Count == 0 ? policy : policy with { Baggage = baggage.ToString() };
    }
}
