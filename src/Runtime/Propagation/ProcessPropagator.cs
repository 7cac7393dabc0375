using System.Diagnostics;

namespace TracedLlm.Propagation;

/// <summary>Installs the propagator of TracedLlm in the process.</summary>
internal static class ProcessPropagator
{
    // Guards the replacement of DistributedContextPropagator.Current, which the whole process shares, so that two calls install it once.
    private static readonly Lock Gate = new();

    /// <summary>Installs the propagator for every HTTP client that is created after this call, unless it is installed already.</summary>
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
