using System.Diagnostics;
using TracedLlm.Metrics;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>
/// Chooses the reader of each response of a request, and makes the tap in front of the reader. Every response takes this path.
/// This type chooses readers that read nothing; <see cref="ApiResponses"/> chooses readers by API.
/// </summary>
internal class ResponsePayloads
{
    public static readonly ResponsePayloads None = new();

    /// <summary>The reader of the response that the caller gets.</summary>
    /// <param name="request">The request.</param>
    public virtual IResponsePayload ForCaller(IAnsweredRequest request) => NoResponsePayload.Instance;

    /// <summary>The reader of the response of one attempt's provider.</summary>
    /// <param name="request">The request.</param>
    /// <param name="attempt">The span of the attempt.</param>
    /// <param name="sent">The request to the provider, if it is known.</param>
    public virtual IResponsePayload ForProvider(IAnsweredRequest request, Activity attempt, HttpRequestMessage? sent) => NoResponsePayload.Instance;

    /// <summary>The tap of the response that the caller gets.</summary>
    public static PayloadTap TapCaller(IAnsweredRequest request)
    {
        IResponsePayload payload;
        try
        {
            payload = request.Payloads.ForCaller(request);
        }
        catch (Exception exception)
        {
            payload = CountFailure(exception);
        }

        return new PayloadTap(payload, request);
    }

    /// <summary>The tap of a provider's response whose status is a success; <see langword="null"/> if the response is not read.</summary>
    public static PayloadTap? TapProvider(IAnsweredRequest request, Activity attempt, HttpRequestMessage? sent)
    {
        if (request.Payloads == None)
        {
            return null;
        }

        IResponsePayload payload;
        try
        {
            payload = request.Payloads.ForProvider(request, attempt, sent);
        }
        catch (Exception exception)
        {
            payload = CountFailure(exception);
        }

        return payload != NoResponsePayload.Instance ? new PayloadTap(payload) : null;
    }

    // If making a reader throws, the exception is counted and the response passes unread.
    private static NoResponsePayload CountFailure(Exception exception)
    {
        TraceCounters.PayloadFailed(exception);
        return NoResponsePayload.Instance;
    }
}
