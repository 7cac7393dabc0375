namespace TracedLlm.Export.Backends;

/// <summary>The backends that the operator has chosen, with their values.</summary>
internal sealed class BackendSelection
{
    private readonly string[] _names;

    /// <exception cref="InvalidOperationException">A backend is unknown, or a value is not allowed; the message names the setting.</exception>
    public BackendSelection(BackendContext context)
    {
        var callbacks = context.Options.Callbacks.Count > 0 ? context.Options.Callbacks
            : GenericOtlpBackend.IsConfigured(GenericOtlpBackend.ValuesOf(context)) ? ["otlp"]
            : [];
        List<ConfiguredBackend> backends = [];
        List<string> names = [];
        foreach (var name in callbacks)
        {
            if (name.Equals(BackendTable.Console, StringComparison.OrdinalIgnoreCase))
            {
                HasConsole = true;
                names.Add(BackendTable.Console);
                continue;
            }

            var facts = BackendTable.Find(name)
                ?? throw new InvalidOperationException($"TracedLlm:Callbacks has '{name}'. Allowed: {string.Join(", ", BackendTable.AllNames)}.");
            if (!backends.Exists(backend => backend.Facts == facts))
            {
                backends.Add(ConfiguredBackend.Create(facts, context.Configuration, context.Options));
                names.Add(facts.Name);
            }
        }

        Backends = backends;

        // Two names for one project are one destination. Otherwise the project would get every span twice, with the same ids.
        Endpoints = [.. BackendEndpoint.Distinct(backends.Select(backend => backend.Endpoint).OfType<BackendEndpoint>())];
        _names = [.. names.Distinct()];
    }

    /// <summary>The backends that receive spans over a network, in the operator's order.</summary>
    public IReadOnlyList<ConfiguredBackend> Backends { get; }

    /// <summary>Whether trees are written to the console.</summary>
    public bool HasConsole { get; }

    /// <summary>The endpoints of spans that have no destinations of their own.</summary>
    public IReadOnlyList<BackendEndpoint> Endpoints { get; }

    /// <summary>The names of all backends, with the console.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Throws if a backend has no credentials, unless keys, teams or requests can bring their own.</summary>
    /// <param name="hasTenants">Whether they can.</param>
    /// <exception cref="InvalidOperationException">A backend has none.</exception>
    public void RequireCredentials(bool hasTenants)
    {
        foreach (var backend in Backends)
        {
            if (backend.Missing is { } missing && !(hasTenants && backend.Facts.HasTenants))
            {
                throw new InvalidOperationException(missing);
            }
        }
    }
}
