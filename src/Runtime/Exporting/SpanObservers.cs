using TracedLlm.Metrics;

namespace TracedLlm.Exporting;

/// <summary>
/// The observers of ended spans. They receive the spans of the whole process, like the listeners of an
/// <see cref="System.Diagnostics.ActivitySource"/>.
/// </summary>
internal static class SpanObservers
{
    // Guards the replacement of the array. The array itself never changes, so the code that ends a span reads it without the lock.
    private static readonly Lock Gate = new();

    private static ISpanObserver[] s_all = [];

    /// <summary>Adds an observer until <see cref="Remove"/>.</summary>
    public static void Add(ISpanObserver observer)
    {
        lock (Gate)
        {
            Volatile.Write(ref s_all, [.. s_all, observer]);
        }
    }

    /// <summary>Removes an observer. It has no effect if the observer was not added.</summary>
    public static void Remove(ISpanObserver observer)
    {
        lock (Gate)
        {
            Volatile.Write(ref s_all, [.. s_all.Where(known => known != observer)]);
        }
    }

    /// <summary>Passes an ended span to all observers. An exception of an observer is counted and does not reach the request.</summary>
    public static void Notify(in SpanEnding span)
    {
        foreach (var observer in Volatile.Read(ref s_all))
        {
            try
            {
                observer.OnEnded(span);
            }
            catch (Exception exception)
            {
                CountFailure(exception);
            }
        }
    }

    /// <summary>Counts an exception that an observer kept from the request, in <c>tracedllm.listener.failures</c>.</summary>
    public static void CountFailure(Exception exception) => TraceCounters.ListenerFailed(exception);
}
