using TracedLlm.Export.Backends;

namespace TracedLlm.Export.Pipeline;

/// <summary>
/// Decides whether there is room for the destination that a request brings. It connects the routing, which must know before it leaves
/// out a destination of the operator, with the pipeline, which has the destinations.
/// </summary>
internal sealed class RequestAdmission
{
    /// <summary>Takes a place for an endpoint; the pipeline sets it.</summary>
    public Func<BackendEndpoint, bool>? TryAdmit { get; set; }

    /// <summary>Whether an endpoint has a place.</summary>
    public bool Admits(BackendEndpoint endpoint) => TryAdmit?.Invoke(endpoint) != false;
}
