using System.Diagnostics;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Keeps what the responses of one request said.</summary>
internal sealed class RecordedPayloads : ResponsePayloads
{
    public RecordedPayload Gateway { get; } = new();

    public List<RecordedPayload> Providers { get; } = [];

    public override IResponsePayload ForCaller(IAnsweredRequest request) => Gateway;

    public override IResponsePayload ForProvider(IAnsweredRequest request, Activity attempt, HttpRequestMessage? sent)
    {
        Providers.Add(new RecordedPayload());
        return Providers[^1];
    }
}
