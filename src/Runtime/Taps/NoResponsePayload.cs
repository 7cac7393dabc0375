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

    public void OnEnd(PayloadEnd end)
    {
    }
}
