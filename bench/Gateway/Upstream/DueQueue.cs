using System.Diagnostics;
using TracedLlm.Bench.Gateway.Load;

namespace TracedLlm.Bench.Gateway.Upstream;

/// <summary>Waits to the microsecond: one thread sleeps until the next answer is due. A timer of the platform would add up to a millisecond, and more than tracing does.</summary>
internal sealed class DueQueue
{
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();
    private readonly PrecisePause _pause = new();

    public DueQueue() => new Thread(Complete) { IsBackground = true, Name = "due" }.Start();

    /// <summary>Completes after some milliseconds.</summary>
    public Task WaitAsync(int milliseconds)
    {
        // Without asynchronous continuations: the answer is sent by the thread that has slept.
        var due = new TaskCompletionSource();
        lock (_waiting)
        {
            _waiting.Enqueue(due, Stopwatch.GetTimestamp() + (milliseconds * Stopwatch.Frequency / 1000));
            Monitor.Pulse(_waiting);
        }

        return due.Task;
    }

    private void Complete()
    {
        while (true)
        {
            TaskCompletionSource? completed = null;
            var next = 0L;
            lock (_waiting)
            {
                if (!_waiting.TryPeek(out _, out next))
                {
                    Monitor.Wait(_waiting);
                }
                else if (next <= Stopwatch.GetTimestamp())
                {
                    completed = _waiting.Dequeue();
                }
            }

            if (completed is not null)
            {
                completed.SetResult();
            }
            else if (next > 0)
            {
                // A shorter wait that begins now is at least a millisecond long, so that a nap of half of it misses nothing.
                _pause.Until(Math.Min(next, Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 2000)));
            }
        }
    }
}
