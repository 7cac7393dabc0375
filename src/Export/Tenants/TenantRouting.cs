namespace TracedLlm.Export;

/// <summary>
/// Where the spans of a request go: the operator's own backends, and what its key, its team or the request itself asks for. One
/// answer a request, which never changes.
/// </summary>
internal sealed class TenantRouting(
    BackendSelection selection,
    TenantEndpoints endpoints,
    IReadOnlyList<ITraceDestinations> sources,
    RequestDestinations? requests,
    TenantDestinations mode,
    DestinationReport report)
{
    /// <summary>Whether any request can have destinations of its own.</summary>
    public bool HasSources => sources.Count > 0 || requests is not null;

    /// <summary>The endpoints of <paramref name="request"/>; the operator's own for spans outside of a traced request.</summary>
    public IReadOnlyList<BackendEndpoint> Of(IExportedRequest? request)
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

        foreach (var destination in requests?.Of(request) ?? [])
        {
            // What a key or a team says of a backend, no request changes.
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
                // Null in spite of its type, perhaps.
                foreach (var destination in source.Find(trace) ?? [])
                {
                    ArgumentNullException.ThrowIfNull(destination?.Vars);
                    destinations.Add(destination);
                }
            }
            catch (Exception exception)
            {
                // The gateway's fault; the request goes on, and its spans go where they would have gone without.
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

        var (endpoint, reason, text) = endpoints.Of(backend, destination.Vars);
        if (endpoint is null)
        {
            report.Drop(backend.Name, reason!, text!);
            return;
        }

        (chosen ??= []).Add(endpoint);
        if ((destination.Mode ?? mode) == TenantDestinations.Override)
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
