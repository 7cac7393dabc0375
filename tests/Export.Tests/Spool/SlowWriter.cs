using System.Buffers;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>Blocks a read into this writer, as a slow disk does.</summary>
internal sealed class SlowWriter : IBufferWriter<byte>, IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _goOn = new();

    /// <summary>Ends when somebody waits.</summary>
    public Task Entered => _entered.Task;

    public void GoOn() => _goOn.Set();

    public void Advance(int count) => _bytes.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        _entered.TrySetResult();
        _goOn.Wait();
        return _bytes.GetSpan(sizeHint);
    }

    public void Dispose()
    {
        _goOn.Set();
        _goOn.Dispose();
    }
}
