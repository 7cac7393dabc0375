using TracedLlm.Export.Backends;
using TracedLlm.Settings;

namespace TracedLlm.Export.Tenants;

/// <summary>The endpoints of keys, teams and requests, in a cache: equal credentials share one endpoint.</summary>
/// <param name="context">The operator's settings.</param>
/// <param name="log">Logs each new endpoint, for debugging.</param>
internal sealed class TenantEndpoints(BackendContext context, BackendLog log)
{
    /// <summary>How many endpoints are kept. A new endpoint for the same credentials has the same identity, so that its spans share one queue.</summary>
    public const int Capacity = 1024;

    private readonly RecentlyUsed<TenantEndpointKey, TenantEndpoint> _known = new(Capacity);

    // Apart from the others, so that made-up credentials of callers remove no endpoint of a key or a team.
    private readonly RecentlyUsed<TenantEndpointKey, TenantEndpoint> _ofRequests = new(Capacity);
    private readonly ServerPattern[] _allowed = [.. context.Options.AllowedBackendHosts.Select(ServerPattern.Parse)];

    /// <summary>The current number of endpoints of keys and teams.</summary>
    public int Count => _known.Count;

    /// <summary>Gets or creates the endpoint of <paramref name="vars"/> at <paramref name="backend"/>.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="vars">The values.</param>
    /// <param name="isOfRequest">Whether a request has brought them, and not a key or a team.</param>
    public TenantEndpoint GetOrCreate(BackendFacts backend, CallbackVars vars, bool isOfRequest = false)
    {
        var cache = isOfRequest ? _ofRequests : _known;
        return cache.TryGet(new(backend, vars), out var known) ? known : cache.Add(new(backend, vars), Make(backend, vars, isOfRequest));
    }

    private TenantEndpoint Make(BackendFacts backend, CallbackVars vars, bool isOfRequest)
    {
        if (new TraceDestination(backend.Name, vars).Problem is { } problem)
        {
            return new(null, DestinationDrop.Incomplete, problem);
        }

        try
        {
            var configured = ConfiguredBackend.Create(backend, context.Configuration, context.Options, vars, isOfRequest: isOfRequest);
            if (configured.Endpoint is not { } endpoint)
            {
                return new(null, DestinationDrop.Incomplete, configured.Missing);
            }

            // Only an address from the tenant's settings is checked, not one of the operator or a default.
            var isTenants = configured.Address.Source is { } source && vars[source] is not null;
            if (isTenants && !IsAllowed(endpoint.Address) && !IsOperators(backend, endpoint.Address))
            {
                return new(null, DestinationDrop.HostNotAllowed, $"{configured.Address.Source} names the host {endpoint.Address.Authority}, which TracedLlm:AllowedBackendHosts does not have{NameServer(endpoint.Address)}");
            }

            if (isOfRequest && FindProblemOfRequest(backend, configured, vars, isTenants) is { } refusal)
            {
                return new(null, DestinationDrop.BadValue, refusal);
            }

            if (!isTenants && !backend.IsTunedBy(vars) && !backend.SeparatesAnywhere(vars) && FindMissingHost(backend) is { } missing)
            {
                return new(null, DestinationDrop.NoHost, missing);
            }

            log.Resolved(configured, isTenants: true);
            return new(endpoint, null, null);
        }
        catch (InvalidOperationException exception)
        {
            return new(null, DestinationDrop.BadValue, exception.Message.TrimEnd('.'));
        }
    }

    private string? FindProblemOfRequest(BackendFacts backend, ConfiguredBackend configured, CallbackVars vars, bool isTenants)
    {
        var (address, source) = (configured.Address.Uri, configured.Address.Source);
        var withoutPath = isTenants && configured.Address.Protocol != OtlpProtocol.Grpc
            ? backend.Address(new BackendValues(backend, context.Configuration, vars.With(source!, address.GetLeftPart(UriPartial.Authority)))).Uri
            : null;
        var operators = ConfiguredBackend.Create(backend, context.Configuration, context.Options).Address.Uri;
        var headers = GenericOtlpBackend.NamesOfTenantHeaders.SelectMany(name => vars[name] is { } list ? BackendHeaders.Parse(list, name) : []);
        return RequestRules.FindProblem(configured.Address, withoutPath, operators, headers);
    }

    // The host alone would not tell the operator what to write.
    private string NameServer(Uri address) =>
        Array.Exists(_allowed, pattern => pattern.HasHost(address)) ? $" with this scheme and port: write {address.GetLeftPart(UriPartial.Authority)}" : "";

    private bool IsAllowed(Uri address) => Array.Exists(_allowed, pattern => pattern.Allows(address));

    // A Collector at the operator's host would send the tenant's spans to the operator's project, whatever the tenant's credentials are.
    private string? FindMissingHost(BackendFacts backend)
    {
        if (backend.OwnDomain is null)
        {
            return null;
        }

        var operators = ConfiguredBackend.Create(backend, context.Configuration, context.Options);
        var address = operators.Address.Uri;
        if (!operators.HasStandIn && (backend.Owns(address) || IsAllowed(address)))
        {
            return null;
        }

        var text = $"{operators.Address.Source ?? "The default address"} names the host {address.Authority}, which is not {backend.Service}'s own, so that the credentials may have no effect there. "
            + (backend.TenantAddress is { } name ? $"Set {name}" : "");
        return operators.HasStandIn ? text
            : $"{text}{(backend.TenantAddress is null ? "Add" : ", or add")} the host to TracedLlm:AllowedBackendHosts if it is a server of {backend.Service}";
    }

    // Another scheme or port is another server.
    private bool IsOperators(BackendFacts backend, Uri address) => Array.Exists(
        BackendTable.All,
        other => other.Service == backend.Service
            && ConfiguredBackend.Create(other, context.Configuration, context.Options).Address is var own
            && (own.Source is not null || other.HasSharedDefault)
            && own.Uri.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority));
}
