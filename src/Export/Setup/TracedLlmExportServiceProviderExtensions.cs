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
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The answers of the backends, in the order of the callbacks; the console has no answer.</returns>
    /// <exception cref="InvalidOperationException"><c>AddTracedLlmExport</c> was not called; or a backend has no credentials, and neither keys nor teams can bring any.</exception>
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
