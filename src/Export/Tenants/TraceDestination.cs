using TracedLlm.Export.Backends;

namespace TracedLlm.Export;

/// <summary>Where the spans of a key, a team or one request go.</summary>
/// <param name="Callback">The backend, as in <c>TracedLlm:Callbacks</c>, where it need not stand: <c>langfuse_otel</c>, <c>langsmith</c>, …</param>
/// <param name="Vars">The credentials there, and what else differs from the operator's own settings.</param>
public sealed record TraceDestination(string Callback, CallbackVars Vars)
{
    /// <summary>What it is to the operator's own destination at the same backend; <see langword="null"/>, the default, if the setting says so.</summary>
    public TenantDestinationMode? Mode { get; init; }

    /// <summary>
    /// The service behind the backend, <c>Langfuse</c> of <c>langfuse</c> and of <c>langfuse_otel</c>: of one service a destination
    /// takes the place of another. <see langword="null"/> for a backend that has no destinations.
    /// </summary>
    public string? Service => BackendTable.Find(Callback) is { HasTenants: true } backend ? backend.Service : null;

    /// <summary>
    /// Why nothing can be sent there, whatever the operator's settings: an unknown backend, or credentials that are missing.
    /// <see langword="null"/> if it is complete. It names settings, and no values.
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
