using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Tenants;
using TracedLlm.Export.Transport;

namespace TracedLlm;

/// <summary>Tries the backends of a gateway that has been set up.</summary>
public static class TracedLlmExportServiceProviderExtensions
{
    /// <summary>
    /// Sends one request without spans to each backend that <c>TracedLlm:Callbacks</c> names, with its address and its credentials.
    /// The gateway need not have been started.
    /// </summary>
    /// <param name="services">The services of the gateway.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>What each said, in the order of the callbacks; nothing is said of the console.</returns>
    /// <exception cref="InvalidOperationException">There is no export; or a backend has no credentials, and keys and teams have none either.</exception>
    public static async Task<IReadOnlyList<BackendAnswer>> CheckTracedLlmBackendsAsync(
        this IServiceProvider services,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        var selection = services.GetRequiredService<BackendSelection>();
        selection.RequireCredentials(services.GetRequiredService<TenantRouting>().HasSources);
        using var probe = new BackendProbe();
        return await Task.WhenAll(selection.Backends.Select(backend => backend.Endpoint is { } endpoint
            ? probe.AskAsync(endpoint, cancellationToken)
            : Task.FromResult(new BackendAnswer(backend.Facts.Name, null, true, "not asked: only keys, teams and requests bring credentials")))).ConfigureAwait(false);
    }
}
