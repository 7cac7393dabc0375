using TracedLlm.Testing.Waiting;

namespace TracedLlm.Viewer.Tests.Hosting;

/// <summary>The body of a response whose reader takes nothing before the gate is open.</summary>
internal sealed class GatedBody : MemoryStream
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until the response is being written.</summary>
    public Task WaitForWriteAsync() => _begun.Task.WaitAsync(Patience.Default);

    public void Open() => _gate.TrySetResult();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _begun.TrySetResult();
        await _gate.Task.WaitAsync(cancellationToken);
        await base.WriteAsync(buffer, cancellationToken);
    }
}
