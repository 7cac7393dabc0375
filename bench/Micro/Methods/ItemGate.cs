using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Methods;

/// <summary>Suspends who awaits it until it is opened, on the opener's thread and without allocating: items that arrive later.</summary>
internal sealed class ItemGate : ICriticalNotifyCompletion
{
    private Action? _continuation;

    public bool IsCompleted => false;

    public ItemGate GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => _continuation = continuation;

    public void UnsafeOnCompleted(Action continuation) => _continuation = continuation;

    /// <summary>Continues who waits.</summary>
    public void Open()
    {
        var continuation = _continuation;
        _continuation = null;
        continuation?.Invoke();
    }
}
