namespace TracedLlm.Apis;

/// <summary>Responses that tell nothing.</summary>
internal sealed class NoResponse : ResponseReader
{
    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
    }
}
