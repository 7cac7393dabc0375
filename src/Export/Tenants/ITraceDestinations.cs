namespace TracedLlm.Export;

/// <summary>
/// Gives the destinations of a request, which are added to the operator's own backends or replace them: credentials of its key or its
/// team, or from any source that a gateway has. Add an implementation to the services as a singleton; all that are added are called.
/// </summary>
/// <remarks>
/// <para>
/// The exporter calls it once for each request: with the first span that ends after authentication, or when the root ends, or five
/// seconds after the first span has ended. It mostly runs on the request's thread. Its answer holds for all spans of the request. It
/// must return values that are in memory already: authentication has loaded the key.
/// </para>
/// <para>
/// An exception is counted (<c>tracedllm.destinations.ignored</c>), and the request has no destinations of its own. A
/// destination without all the credentials that its backend needs, or at a host that is not allowed
/// (<see cref="TracedLlmExportOptions.AllowedBackendHosts"/>), is counted and ignored.
/// </para>
/// </remarks>
public interface ITraceDestinations
{
    /// <summary>The destinations of a request; empty for a request without destinations of its own.</summary>
    /// <param name="trace">The request's trace. <see cref="LlmTrace.Caller"/> names the caller.</param>
    /// <returns>The destinations. Keep the same instances from request to request where that is easy.</returns>
    IReadOnlyList<TraceDestination> Find(LlmTrace trace);

    /// <summary>
    /// The destinations that are known when the program starts; empty by default. A destination of this list that cannot be used, or whose
    /// host is not allowed, ends the program at start-up with a message.
    /// </summary>
    IReadOnlyList<TraceDestination> Configured => [];
}
