namespace TracedLlm.Export;

/// <summary>Every span goes to every endpoint that is configured.</summary>
internal sealed class ConfiguredEndpoints(IReadOnlyList<BackendEndpoint> endpoints) : IDestinationResolver
{
    public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => endpoints;
}
