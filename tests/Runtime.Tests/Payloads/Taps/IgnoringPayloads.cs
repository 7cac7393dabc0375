using System.Diagnostics;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Reads everything and does nothing with it.</summary>
internal sealed class IgnoringPayloads : ResponsePayloads, IResponsePayload
{
    public override IResponsePayload OfGateway(RequestState trace) => this;

    public override IResponsePayload OfProvider(RequestState trace, Activity attempt, HttpRequestMessage? request) => this;

    public void OnJson(ReadOnlyMemory<byte> body)
    {
    }

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
    }

    public void OnEnd(PayloadEnd end)
    {
    }
}
