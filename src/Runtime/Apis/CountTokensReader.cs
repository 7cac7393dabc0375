namespace TracedLlm.Apis;

/// <summary>Reads responses that count tokens: nothing was used, so that only an error is told.</summary>
internal sealed class CountTokensReader : ResponseReader
{
    protected override void ReadBody(ReadOnlyMemory<byte> json) => ReadError(SimpleResponse.Read(json).Error);

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
    }
}
