using TracedLlm.Export.Backends;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Exporting;

namespace TracedLlm.Delivery.Tests.Load;

/// <summary>Sends each span to the next tenant in turn, with the tenant's key.</summary>
internal sealed class RotatingTenants(Uri address) : IDestinationResolver
{
    private static readonly SemanticConventionsView View = new();

    public int Current { get; set; }

    public IReadOnlyList<BackendEndpoint> Resolve(IExportedRequest? request) =>
        [new BackendEndpoint("tenants", address, [new("x-tenant", $"{Current}")], View) { Timeout = TimeSpan.FromDays(1) }];
}
