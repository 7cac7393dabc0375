using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>The next timer of a clock with a certain time. It fires when the test releases it.</summary>
internal sealed class HeldTimer
{
    private readonly TaskCompletionSource<ITimer> _started = new();

    /// <summary>Completes when the timer has started.</summary>
    public Task Started => _started.Task.WaitAsync(Patience.Default);

    public void Start(ITimer timer) => _started.SetResult(timer);

    /// <summary>Lets the timer fire.</summary>
    public async Task ReleaseAsync() => (await _started.Task).Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
}
