using TracedLlm.Export.Backends;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Tenants;

/// <summary>Finds the destinations that a request brings itself, at the backends that the operator has configured.</summary>
internal sealed class RequestDestinations(BackendSelection selection, DestinationReport report) : IKeptRequestFields
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => CallbackVars.Names;

    /// <summary>The destinations that <paramref name="request"/> asks for.</summary>
    public IEnumerable<TraceDestination> Find(IExportedRequest request)
    {
        var fields = request.KeptFields;
        if (fields.Count == 0)
        {
            yield break;
        }

        var vars = new CallbackVars(fields.Select(field => KeyValuePair.Create(field.Key, (string?)field.Value)));
        foreach (var service in BackendTable.All.Where(backend => NamesAny(backend, vars)).GroupBy(backend => backend.Service))
        {
            if (selection.Backends.FirstOrDefault(backend => backend.Facts.Service == service.Key) is { } configured)
            {
                var own = Only(configured.Facts, vars);
                if (configured.Facts.IsTunedBy(own))
                {
                    // A caller could keep its request out of the operator's record by it.
                    report.Drop(configured.Facts.Name, DestinationDrop.Incomplete, $"{own.NamesOf(configured.Facts)} in a request needs credentials beside it: it would change the operator's own destination");
                }
                else
                {
                    yield return new(configured.Facts.Name, own);
                }
            }
            else
            {
                report.Drop(service.First().Name, DestinationDrop.NotConfigured, "a request brings credentials for it, and TracedLlm:Callbacks does not name it");
            }
        }
    }

    private static bool NamesAny(BackendFacts backend, CallbackVars vars) => SettingsOf(backend).Any(name => vars[name] is not null);

    // The values of one backend only, so that they are equal for equal credentials.
    private static CallbackVars Only(BackendFacts backend, CallbackVars vars) =>
        new(SettingsOf(backend).Select(name => KeyValuePair.Create(name, vars[name])));

    private static IEnumerable<string> SettingsOf(BackendFacts backend) => backend.Settings.SelectMany(setting => setting.TenantNames);
}
