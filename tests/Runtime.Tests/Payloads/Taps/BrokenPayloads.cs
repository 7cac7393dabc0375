using System.Diagnostics;
using TracedLlm.Apis;
using TracedLlm.Responses;
using TracedLlm.Taps;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>Throws wherever it can; made with <see langword="false"/>, its readers do, and count how often they were asked.</summary>
internal sealed class BrokenPayloads(bool onCreation) : ResponsePayloads, IResponsePayload
{
    public int Calls { get; private set; }

    public override IResponsePayload ForCaller(IAnsweredRequest request) => onCreation ? throw new InvalidOperationException("creation") : this;

    public override IResponsePayload ForProvider(IAnsweredRequest request, Activity attempt, HttpRequestMessage? sent) => ForCaller(request);

    public void OnJson(ReadOnlyMemory<byte> body) => Throw();

    public void OnEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => Throw();

    public void OnLongJson(ReadOnlyMemory<byte> facts) => Throw();

    public void OnLongEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> facts) => Throw();

    public void OnCounts(in TokenUsage counts)
    {
    }

    public void OnEnd(PayloadEnd end) => Throw();

    private void Throw()
    {
        Calls++;
        throw new InvalidOperationException("reader");
    }
}
