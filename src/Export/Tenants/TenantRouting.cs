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
    RequestAdmission admission,
    TracedLlmExportOptions options,
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
        List<BackendFacts>? replaced = null;
        List<string>? ofSources = null;
        foreach (var destination in FromSources(LlmTrace.FromRequest(request)))
        {
            Add(destination, options.TenantDestinations, isOfRequest: false, ref chosen, ref replaced);
            (ofSources ??= []).Add(BackendTable.Find(destination.Callback)?.Service ?? "");
        }

        foreach (var destination in requests?.Find(request) ?? [])
        {
            // A request cannot replace the destination of its key or team at a backend.
            if (ofSources?.Contains(BackendTable.Find(destination.Callback)!.Service) != true)
            {
                Add(destination, options.RequestDestinations, isOfRequest: true, ref chosen, ref replaced);
            }
        }

        return chosen is null ? selection.Endpoints : Together(chosen, replaced);
    }

    /// <summary>Checks the destinations that are known when the program starts.</summary>
    /// <exception cref="InvalidOperationException">A destination cannot be used; the message says where it is configured.</exception>
    public void CheckConfigured()
    {
        foreach (var destination in sources.SelectMany(static source => source.Configured))
        {
            // The request would go to the operator's own destination instead.
            if (FindEndpoint(destination).Endpoint is { Endpoint: null, Text: var text })
            {
                throw new InvalidOperationException(
                    $"{(destination.Origin is { } origin ? $"{origin}: a" : "A")} destination of traces at {destination.Callback} cannot be used: {text}.");
            }
        }
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

    private void Add(
        TraceDestination destination, TenantDestinationMode mode, bool isOfRequest, ref List<BackendEndpoint>? chosen, ref List<BackendFacts>? replaced)
    {
        var (backend, (endpoint, reason, text)) = FindEndpoint(destination, isOfRequest);
        if (endpoint is null)
        {
            report.Drop(backend?.Name ?? DestinationReport.OtherBackend, reason!, text!);
            return;
        }

        if (isOfRequest && !admission.Admits(endpoint))
        {
            // No text of a caller: whoever brings one destination too many is not the one who has brought too many.
            report.Drop(backend!.Name, DestinationDrop.TooMany, FormattableString.Invariant($"requests have brought {options.MaxRequestDestinations} destinations that are in use (TracedLlm:MaxRequestDestinations)"));
            return;
        }

        (chosen ??= []).Add(endpoint);
        if (backend!.IsTunedBy(destination.Vars))
        {
            // It is the operator's own destination, with other settings.
            (replaced ??= []).Add(backend);
        }
        else if ((destination.Mode ?? mode) == TenantDestinationMode.Override)
        {
            (replaced ??= []).AddRange(BackendTable.All.Where(other => other.Service == backend.Service));
        }
    }

    private (BackendFacts? Backend, TenantEndpoint Endpoint) FindEndpoint(TraceDestination destination, bool isOfRequest = false)
    {
        if (BackendTable.Find(destination.Callback) is not { HasTenants: true } backend)
        {
            return (null, new(null, DestinationDrop.Unknown, destination.Problem));
        }

        if (!backend.IsTunedBy(destination.Vars))
        {
            return (backend, endpoints.GetOrCreate(backend, destination.Vars, isOfRequest));
        }

        return selection.Backends.Where(own => own.Endpoint is not null && own.Facts.Service == backend.Service).MaxBy(own => own.Facts == backend) is { } operators
            ? (operators.Facts, endpoints.GetOrCreate(operators.Facts, destination.Vars))
            : (backend, new(null, DestinationDrop.Incomplete, $"{destination.Vars.NamesOf(backend)} changes the operator's own destination, and there is none; set credentials too"));
    }

    private BackendEndpoint[] Together(List<BackendEndpoint> chosen, List<BackendFacts>? replaced) =>
    [
        .. BackendEndpoint.Distinct(selection.Backends
            .Where(backend => backend.Endpoint is not null && replaced?.Contains(backend.Facts) != true)
            .Select(backend => backend.Endpoint!)
            .Concat(chosen)),
    ];
}
