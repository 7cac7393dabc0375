using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>A stream that a request's content is copied to, so that a <see cref="RawText"/> keeps it.</summary>
internal sealed class RawTextStream(RawText text) : PassThroughStream
{
    public override bool CanWrite => true;

    protected override void OnWrite(ReadOnlySpan<byte> bytes) => text.Append(bytes);
}
