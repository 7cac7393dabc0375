using TracedLlm.Apis;

namespace TracedLlm.Taps;

/// <summary>Reads nothing.</summary>
internal sealed class NoResponsePayload : IResponsePayload
{
    public static readonly NoResponsePayload Instance = new();

    private NoResponsePayload()
    {
    }

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
