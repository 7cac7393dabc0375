using System.Diagnostics;

namespace TracedLlm;

/// <summary>Reads the responses of a request by the API of its route.</summary>
/// <param name="content">Whether what is answered is kept.</param>
internal sealed class ApiResponses(bool content) : ResponsePayloads
{
    public override IResponsePayload OfGateway(LlmTrace trace) => Of(trace, RequestTagSource.Leaving);

    public override IResponsePayload OfProvider(LlmTrace trace, Activity attempt) => Of(trace, RequestTagSource.Provider);

    private IResponsePayload Of(LlmTrace trace, RequestTagSource source) =>
        ApiPayloads.ReaderFor(trace.Route.Facts, content) is { } reader
            ? new ApiResponse(trace, reader, source)
            : NoResponsePayload.Instance;
}
