namespace TracedLlm.Apis;

/// <summary>Reads responses that count tokens. Only an error is read, because such a request uses no tokens.</summary>
internal sealed class CountTokensReader : ResponseReader
{
    protected override void ReadBody(ReadOnlyMemory<byte> json) => ReadError(SimpleResponse.Read(json).Error);

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
    }
}
