namespace TracedLlm.Apis;

/// <summary>Reads nothing of a response.</summary>
internal sealed class NoResponse : ResponseReader
{
    public override bool AnswersInJson => false;

    protected override void ReadBody(ReadOnlyMemory<byte> json)
    {
    }

    protected override void ReadEvent(ReadOnlySpan<byte> name, ReadOnlyMemory<byte> data)
    {
    }
}
