namespace TracedLlm;

/// <summary>Where a request's content is copied to, to be kept as a <see cref="RawText"/>.</summary>
internal sealed class RawTextStream(RawText text) : WrittenStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => text.Append(buffer);
}
