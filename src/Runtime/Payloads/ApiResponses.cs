using System.Diagnostics;

namespace TracedLlm;

/// <summary>Reads the responses of a request: what leaves by the API of its route, what a provider sends by the API that its URL names, if it names one.</summary>
/// <param name="content">Whether what is answered is kept.</param>
internal sealed class ApiResponses(bool content) : ResponsePayloads
{
    public override IResponsePayload OfGateway(RequestState trace) => Of(trace, trace.Route.Facts, RequestTagSource.Leaving);

    public override IResponsePayload OfProvider(RequestState trace, Activity attempt, HttpRequestMessage? request) =>
        Of(trace, ProviderApi.Of(request) ?? trace.Route.Facts, RequestTagSource.Provider);

    private IResponsePayload Of(RequestState trace, LlmApiFacts row, RequestTagSource source) =>
        ApiPayloads.ReaderFor(row, content) is { } reader
            ? new ApiResponse(trace, reader, source)
            : NoResponsePayload.Instance;
}
