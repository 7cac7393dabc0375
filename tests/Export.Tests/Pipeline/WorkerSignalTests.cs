using TracedLlm.Export.Pipeline;

namespace TracedLlm.Export.Tests.Pipeline;

/// <summary>When the worker sleeps and what ends its sleep.</summary>
public sealed class WorkerSignalTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_signal_that_comes_first_is_kept_for_one_wait()
    {
        var clock = new ManualClock();
        using var signal = new WorkerSignal(clock);
        signal.Set();
        signal.Set();

        signal.Wait(time: null);
        var next = Wait(signal, Second);
        await clock.WaitForTimerAsync(Second);
        Assert.False(next.IsCompleted);
        clock.Advance(Second);

        await next;
    }

    [Fact]
    public async Task A_signal_ends_a_wait_without_a_time()
    {
        using var signal = new WorkerSignal(TimeProvider.System);
        var wait = Wait(signal, time: null);
        Assert.False(wait.IsCompleted);

        signal.Set();

        await wait;
    }

    [Fact]
    public async Task A_wait_ends_within_the_system_time_that_is_asked_for()
    {
        using var signal = new WorkerSignal(TimeProvider.System);
        var wait = Wait(signal, TimeSpan.FromDays(1));

        signal.SetWithin(TimeSpan.FromMilliseconds(20));

        await wait;
    }

    [Fact]
    public async Task Work_that_can_wait_ends_no_wait_before_its_time()
    {
        var clock = new ManualClock();
        using var signal = new WorkerSignal(clock);
        var wait = Wait(signal, time: null);

        signal.SetWithin(Second * 5);
        await clock.WaitForTimerAsync(Second * 5);
        clock.Advance(Second * 4.999);
        await clock.WaitForTimerAsync(Second * 0.001);
        Assert.False(wait.IsCompleted);
        clock.Advance(Second * 0.001);

        await wait;
    }

    [Fact]
    public async Task Nobody_is_woken_for_work_that_waits_longer_than_the_worker_sleeps()
    {
        var clock = new ManualClock();
        var counting = new CountingClock(clock);
        using var signal = new WorkerSignal(counting);
        var wait = Wait(signal, Second * 5);
        await clock.WaitForTimerAsync(Second * 5);
        var changes = counting.Changes;

        for (var number = 0; number < 1_000; number++)
        {
            signal.SetWithin(Second * (5 + number));
        }

        Assert.False(wait.IsCompleted);
        Assert.Equal(changes, counting.Changes);
        signal.SetWithin(Second * 4);
        await clock.WaitForTimerAsync(Second * 4);
        Assert.Equal(changes + 1, counting.Changes);
        clock.Advance(Second * 4);
        await wait;
    }

    [Fact]
    public async Task Work_that_comes_while_the_worker_is_awake_bounds_its_next_sleep()
    {
        var clock = new ManualClock();
        using var signal = new WorkerSignal(clock);
        signal.SetWithin(Second * 3);
        var wait = Wait(signal, Second * 5);

        await clock.WaitForTimerAsync(Second * 3);
        clock.Advance(Second * 3);
        await wait;

        // Only the next one.
        var next = Wait(signal, Second * 5);
        await clock.WaitForTimerAsync(Second * 5);
        Assert.False(next.IsCompleted);
        signal.Set();
        await next;
    }

    private static Task Wait(WorkerSignal signal, TimeSpan? time) =>
        Task.Factory.StartNew(() => signal.Wait(time), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
