namespace TracedLlm.Export;

/// <summary>Spans go where the keys, teams and requests say, else to the operator's own backends.</summary>
internal sealed class TenantResolver(TenantRouting routing) : IDestinationResolver
{
    public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => routing.Of(request);
}
