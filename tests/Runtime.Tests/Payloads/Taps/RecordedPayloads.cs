using System.Diagnostics;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Keeps what the responses of one request said.</summary>
internal sealed class RecordedPayloads : ResponsePayloads
{
    public RecordedPayload Gateway { get; } = new();

    public List<RecordedPayload> Providers { get; } = [];

    public override IResponsePayload OfGateway(RequestState trace) => Gateway;

    public override IResponsePayload OfProvider(RequestState trace, Activity attempt, HttpRequestMessage? request)
    {
        Providers.Add(new RecordedPayload());
        return Providers[^1];
    }
}
