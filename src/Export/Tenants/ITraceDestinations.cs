namespace TracedLlm.Export;

/// <summary>
/// Where the traces of a request go besides, or in place of, the operator's own backends: credentials of its key or its team, or
/// from any source that a gateway has. Add it to the services as a singleton; of several all are asked.
/// </summary>
/// <remarks>
/// <para>
/// It is asked once a request, with the first span that ends after authentication, else when the root ends or five seconds
/// after the first span has ended; mostly on the request's thread. What it answers holds for all spans of the request. It
/// gives what is in memory already: authentication has loaded the key.
/// </para>
/// <para>
/// What it throws is counted (<c>tracedllm.destinations.ignored</c>), and the request has no destinations of its own. A
/// destination without all the credentials that its backend needs, or at a host that is not allowed
/// (<see cref="TracedLlmExportOptions.AllowedBackendHosts"/>), is counted and ignored.
/// </para>
/// </remarks>
public interface ITraceDestinations
{
    /// <summary>The destinations of a request; none for one that has no own.</summary>
    /// <param name="trace">The request's trace. <see cref="LlmTrace.Caller"/> says who calls.</param>
    /// <returns>The destinations. Keep the same instances from request to request where that is easy.</returns>
    IReadOnlyList<TraceDestination> Find(LlmTrace trace);
}
