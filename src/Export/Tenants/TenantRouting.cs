using TracedLlm.Export.Backends;
using TracedLlm.Export.Pipeline;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Tenants;

/// <summary>
/// Chooses the endpoints of a request: the operator's own backends, and the destinations of its key, its team or the request itself.
/// The pipeline asks once for each request.
/// </summary>
internal sealed class TenantRouting(
    BackendSelection selection,
    TenantEndpoints endpoints,
    IReadOnlyList<ITraceDestinations> sources,
    RequestDestinations? requests,
    TenantDestinationMode mode,
    DestinationReport report) : IDestinationResolver
{
    /// <summary>Whether any request can have destinations of its own.</summary>
    public bool HasSources => sources.Count > 0 || requests is not null;

    /// <inheritdoc/>
    public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request)
    {
        if (request is null || !HasSources)
        {
            return selection.Endpoints;
        }

        List<BackendEndpoint>? chosen = null;
        List<string>? replaced = null;
        List<string>? ofSources = null;
        foreach (var destination in FromSources(LlmTrace.FromRequest(request)))
        {
            Add(destination, ref chosen, ref replaced);
            (ofSources ??= []).Add(BackendTable.Find(destination.Callback)?.Service ?? "");
        }

        foreach (var destination in requests?.Find(request) ?? [])
        {
            // A request cannot replace the destination of its key or team at a backend.
            if (ofSources?.Contains(BackendTable.Find(destination.Callback)!.Service) != true)
            {
                Add(destination, ref chosen, ref replaced);
            }
        }

        return chosen is null ? selection.Endpoints : Together(chosen, replaced);
    }

    private List<TraceDestination> FromSources(LlmTrace trace)
    {
        List<TraceDestination> destinations = [];
        foreach (var source in sources)
        {
            try
            {
                // The gateway's code may return null in spite of the type.
                foreach (var destination in source.Find(trace) ?? [])
                {
                    ArgumentNullException.ThrowIfNull(destination?.Vars);
                    destinations.Add(destination);
                }
            }
            catch (Exception exception)
            {
                // The request goes on, and its spans go to the operator's backends.
                report.Fail(exception);
            }
        }

        return destinations;
    }

    private void Add(TraceDestination destination, ref List<BackendEndpoint>? chosen, ref List<string>? replaced)
    {
        if (BackendTable.Find(destination.Callback) is not { HasTenants: true } backend)
        {
            report.Drop(DestinationReport.OtherBackend, DestinationDrop.Unknown, destination.Problem!);
            return;
        }

        var (endpoint, reason, text) = endpoints.GetOrCreate(backend, destination.Vars);
        if (endpoint is null)
        {
            report.Drop(backend.Name, reason!, text!);
            return;
        }

        (chosen ??= []).Add(endpoint);
        if ((destination.Mode ?? mode) == TenantDestinationMode.Override)
        {
            (replaced ??= []).Add(backend.Service);
        }
    }

    private BackendEndpoint[] Together(List<BackendEndpoint> chosen, List<string>? replaced) =>
    [
        .. BackendEndpoint.Distinct(selection.Backends
            .Where(backend => backend.Endpoint is not null && replaced?.Contains(backend.Facts.Service) != true)
            .Select(backend => backend.Endpoint!)
            .Concat(chosen)),
    ];
}
