using System.Diagnostics;
using TracedLlm.Apis;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Bench.Micro.Taps;

/// <summary>Reads every response and ignores it, so that only the tap is measured.</summary>
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
