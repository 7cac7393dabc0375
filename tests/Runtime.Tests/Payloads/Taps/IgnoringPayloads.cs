using System.Diagnostics;
using TracedLlm.Apis;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Reads everything and does nothing with it.</summary>
internal sealed class IgnoringPayloads : ResponsePayloads, IResponsePayload
{
    public override IResponsePayload ForCaller(IAnsweredRequest request) => this;

    public override IResponsePayload ForProvider(IAnsweredRequest request, Activity attempt, HttpRequestMessage? sent) => this;

    public void OnJson(ReadOnlyMemory<byte> body)
    {
    }

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
    }

    public void OnLongJson(ReadOnlyMemory<byte> facts)
    {
    }

    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts)
    {
    }

    public void OnCounts(in TokenUsage counts)
    {
    }

    public void OnEnd(PayloadEnd end)
    {
    }
}
