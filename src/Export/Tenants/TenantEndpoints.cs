namespace TracedLlm.Export;

/// <summary>The endpoints of keys, teams and requests: made once for equal credentials, those least recently used forgotten.</summary>
/// <param name="context">The operator's settings.</param>
/// <param name="log">What debugging sees.</param>
internal sealed class TenantEndpoints(BackendContext context, BackendLog log)
{
    /// <summary>How many are kept. An endpoint that was forgotten is made anew, and is the same to the queues behind it.</summary>
    public const int Capacity = 1024;

    private readonly RecentlyUsed<(BackendFacts Backend, CallbackVars Vars), TenantEndpoint> _known = new(Capacity);
    private readonly HostAllowList _allowed = new(context.Options.AllowedBackendHosts);

    /// <summary>How many are kept now.</summary>
    public int Count => _known.Count;

    /// <summary>The endpoint of <paramref name="vars"/> at <paramref name="backend"/>.</summary>
    public TenantEndpoint GetOrCreate(BackendFacts backend, CallbackVars vars) =>
        _known.TryGet((backend, vars), out var known) ? known : _known.Add((backend, vars), Make(backend, vars));

    private TenantEndpoint Make(BackendFacts backend, CallbackVars vars)
    {
        if (new TraceDestination(backend.Name, vars).Problem is { } problem)
        {
            return new(null, DestinationDrop.Incomplete, problem);
        }

        try
        {
            var configured = ConfiguredBackend.Create(backend, context.Configuration, context.Options, vars);
            if (configured.Endpoint is not { } endpoint)
            {
                return new(null, DestinationDrop.Incomplete, configured.Missing);
            }

            // Not the tenant's word: the operator's setting, or the backend's own default.
            var isTenants = configured.Address.Source is { } source && vars[source] is not null;
            if (isTenants && !_allowed.Allows(endpoint.Address) && !IsOperators(backend, endpoint.Address))
            {
                return new(null, DestinationDrop.HostNotAllowed, $"{configured.Address.Source} names the host {endpoint.Address.Authority}, which TracedLlm:AllowedBackendHosts does not have");
            }

            log.Resolved(configured, isTenants: true);
            return new(endpoint, null, null);
        }
        catch (InvalidOperationException exception)
        {
            return new(null, DestinationDrop.BadValue, exception.Message.TrimEnd('.'));
        }
    }

    // The same server over another scheme or port is another one.
    private bool IsOperators(BackendFacts backend, Uri address) => Array.Exists(
        BackendTable.All,
        other => other.Service == backend.Service
            && ConfiguredBackend.Create(other, context.Configuration, context.Options).Address.Uri.GetLeftPart(UriPartial.Authority)
                == address.GetLeftPart(UriPartial.Authority));
}
