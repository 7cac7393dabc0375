using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>
/// Whether the application authenticates its callers: it is configured to, or it has done so. Then a request that ends before its caller
/// is authenticated is not trusted.
/// </summary>
/// <param name="isConfigured">Whether the application has an authentication scheme or a traced <c>auth</c> stage. It is called at the first need.</param>
internal sealed class GatewayAuthentication(Func<bool>? isConfigured = null)
{
    private readonly Lazy<bool> _isConfigured = new(() => Ask(isConfigured));
    private volatile bool _hasRun;
    private volatile bool _hasTenants;

    /// <summary>Whether the application authenticates its callers.</summary>
    public bool IsKnown => _hasRun || _isConfigured.Value;

    /// <summary>An <c>auth</c> stage of a request has run.</summary>
    public void NoteRun()
    {
        // A write by every request would take the line of the cache from the other cores.
        if (!_hasRun)
        {
            _hasRun = true;
        }
    }

    /// <summary>Whether the application has stated the tenant of a request, as it does for every request then.</summary>
    public bool StatesTenants => _hasTenants;

    /// <summary>The gateway has stated the tenant of a request.</summary>
    public void NoteTenant()
    {
        if (!_hasTenants)
        {
            _hasTenants = true;
        }
    }

    private static bool Ask(Func<bool>? isConfigured)
    {
        try
        {
            return isConfigured?.Invoke() == true;
        }
        catch (Exception exception)
        {
            // The application's own list of schemes threw an exception; the request ends all the same.
            TraceCounters.ListenerFailed(exception);
            return false;
        }
    }
}
