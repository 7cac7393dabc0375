using System.Diagnostics;

namespace TracedLlm.Propagation;

/// <summary>Makes ours the propagator of the process.</summary>
internal static class ProcessPropagator
{
    // Guards the exchange of DistributedContextPropagator.Current, which is one for the whole process.
    private static readonly Lock Gate = new();

    /// <summary>Makes ours the propagator of every HTTP client that is created from here on, unless it is already.</summary>
    public static void Install()
    {
        lock (Gate)
        {
            if (DistributedContextPropagator.Current is not SentRequestCapture)
            {
                DistributedContextPropagator.Current = new SentRequestCapture(new LlmContextPropagator(DistributedContextPropagator.Current));
            }
        }
    }
}
