using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Methods;

/// <summary>Suspends its awaiter until it is opened; the awaiter continues on the opener's thread, without allocations. It simulates items that arrive later.</summary>
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

    /// <summary>Continues the awaiter.</summary>
    public void Open()
    {
        var continuation = _continuation;
        _continuation = null;
        continuation?.Invoke();
    }
}
