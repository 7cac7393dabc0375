namespace TracedLlm.Samples.Gateway;

/// <summary>A stream whose reader gets the reason for which its bytes are not there.</summary>
internal sealed class ClosedStream(Exception reason) : ForwardStream
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(reason);
}
