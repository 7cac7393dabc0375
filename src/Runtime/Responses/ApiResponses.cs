using System.Diagnostics;
using TracedLlm.Apis;
using TracedLlm.Endpoints;
using TracedLlm.Facts;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>
/// Reads the responses of a request by the row of their API. The route's row applies to the gateway's own response. The row of the
/// called URL applies to a provider's response, or the route's row if the URL names no API.
/// </summary>
internal sealed class ApiResponses : ResponsePayloads
{
    public override IResponsePayload ForCaller(IAnsweredRequest request) => Create(request, request.Facts, isProviders: false, isKnown: true);

    public override IResponsePayload ForProvider(IAnsweredRequest request, Activity attempt, HttpRequestMessage? sent)
    {
        var called = ProviderApi.Find(sent);
        return Create(request, called ?? request.Facts, isProviders: true, isKnown: called is not null);
    }

    private static IResponsePayload Create(IAnsweredRequest request, LlmApiFacts row, bool isProviders, bool isKnown) =>
        ApiPayloads.Find(row) is { } payload
            ? new ApiResponse(request, payload, isProviders, isKnown)
            : NoResponsePayload.Instance;
}
