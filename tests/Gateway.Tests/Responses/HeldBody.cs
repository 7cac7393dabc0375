namespace TracedLlm.Samples.Gateway.Tests.Responses;

/// <summary>The body of a caller that reads nothing before the gate opens.</summary>
internal sealed class HeldBody : MemoryStream
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first write waits.</summary>
    public Task Written => _written.Task;

    public TaskCompletionSource Gate { get; } = new();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _written.TrySetResult();
        await Gate.Task.WaitAsync(cancellationToken);
        await base.WriteAsync(buffer, cancellationToken);
    }
}
