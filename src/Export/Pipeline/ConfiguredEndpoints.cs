using TracedLlm.Export.Backends;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Pipeline;

/// <summary>Every span goes to every endpoint that is configured.</summary>
internal sealed class ConfiguredEndpoints(IReadOnlyList<BackendEndpoint> endpoints) : IDestinationResolver
{
    public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) => endpoints;
}
