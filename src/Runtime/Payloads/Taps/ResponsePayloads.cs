using System.Diagnostics;

namespace TracedLlm;

/// <summary>Who reads the responses of a request. This one reads nothing; a route's API knows better.</summary>
internal class ResponsePayloads
{
    public static readonly ResponsePayloads None = new();

    /// <summary>Reads what leaves the gateway.</summary>
    /// <param name="trace">The request.</param>
    public virtual IResponsePayload OfGateway(RequestState trace) => NoResponsePayload.Instance;

    /// <summary>Reads what a provider sends in one attempt.</summary>
    /// <param name="trace">The request.</param>
    /// <param name="attempt">The span of the attempt.</param>
    /// <param name="request">What it was asked, if that is known.</param>
    public virtual IResponsePayload OfProvider(RequestState trace, Activity attempt, HttpRequestMessage? request) => NoResponsePayload.Instance;

    /// <summary>The tap of what leaves the gateway.</summary>
    public static PayloadTap Leaving(RequestState trace) => new(Guard(() => trace.Services.Payloads.OfGateway(trace)), trace);

    /// <summary>The tap of what a provider sends; <see langword="null"/> if nobody reads it.</summary>
    public static PayloadTap? Arriving(RequestState trace, Activity attempt, HttpRequestMessage? request) =>
        trace.Services.Payloads != None && Guard(() => trace.Services.Payloads.OfProvider(trace, attempt, request)) is { } payload && payload != NoResponsePayload.Instance
            ? new PayloadTap(payload)
            : null;

    private static IResponsePayload Guard(Func<IResponsePayload> create)
    {
        try
        {
            return create();
        }
        catch (Exception exception)
        {
            TraceCounters.PayloadFailed(exception);
            return NoResponsePayload.Instance;
        }
    }
}
