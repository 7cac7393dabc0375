using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>A stream that writes to a <see cref="RawText"/>. The library copies a request's content to it.</summary>
internal sealed class RawTextStream(RawText text) : PassThroughStream
{
    public override bool CanWrite => true;

    protected override void OnWrite(ReadOnlySpan<byte> bytes) => text.Append(bytes);
}
