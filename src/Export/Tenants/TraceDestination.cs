using TracedLlm.Export.Backends;

namespace TracedLlm.Export;

/// <summary>A destination of the spans of a key, a team or one request.</summary>
/// <param name="Callback">The backend by its name in <c>TracedLlm:Callbacks</c>: <c>langfuse_otel</c>, <c>langsmith</c>, …; the setting need not contain it.</param>
/// <param name="Vars">The credentials at the backend, and further values that differ from the operator's settings.</param>
public sealed record TraceDestination(string Callback, CallbackVars Vars)
{
    /// <summary>Whether it replaces the operator's own destination at the same backend; <see langword="null"/>, the default, leaves that to <see cref="TracedLlmExportOptions.TenantDestinations"/>.</summary>
    public TenantDestinationMode? Mode { get; init; }

    /// <summary>
    /// Where it is configured, such as a line of a file, for the message about a destination that cannot be used;
    /// <see langword="null"/> by default.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>
    /// The service behind the backend: <c>Langfuse</c> for <c>langfuse</c> and for <c>langfuse_otel</c>. A destination can only replace
    /// another one of the same service. <see langword="null"/> for a backend that accepts no credentials of tenants.
    /// </summary>
    public string? Service => BackendTable.Find(Callback) is { HasTenants: true } backend ? backend.Service : null;

    /// <summary>
    /// Why no span can be sent there, independent of the operator's settings: an unknown backend, or missing credentials. A sampling rate
    /// or a scope of spans needs no credentials: it changes what the operator's own destination receives.
    /// <see langword="null"/> if it is complete. The text names settings and contains no values.
    /// </summary>
    public string? Problem
    {
        get
        {
            if (BackendTable.Find(Callback) is not { HasTenants: true } backend)
            {
                var known = BackendTable.All.Where(known => known.HasTenants).SelectMany(known => known.Names);
                return $"'{Callback}' takes no credentials; those that do are {string.Join(", ", known)}";
            }

            if (backend.IsTunedBy(Vars))
            {
                return null;
            }

            List<string> missing = [];
            foreach (var setting in backend.Settings)
            {
                if (setting.IsRequired && !Array.Exists(setting.TenantNames, name => Vars[name] is not null))
                {
                    missing.Add(setting.TenantNames[0]);
                }
            }

            return missing.Count > 0 ? $"{string.Join(" and ", missing)} must be set"
                : Array.Exists(backend.Settings, setting => Array.Exists(setting.TenantNames, name => Vars[name] is not null)) ? null
                : $"none of {string.Join(", ", backend.Settings.SelectMany(setting => setting.TenantNames))} is set";
        }
    }
}
