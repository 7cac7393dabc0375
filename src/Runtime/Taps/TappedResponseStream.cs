using TracedLlm.Streams;

namespace TracedLlm.Taps;

/// <summary>The stream of a tapped response.</summary>
internal sealed class TappedResponseStream(Stream inner, ResponseTap tap) : PassThroughStream(inner)
{
    protected override void OnWrite(ReadOnlySpan<byte> bytes) => tap.OnBytes(bytes);

    protected override void OnFlush() => tap.OnStart();
}
