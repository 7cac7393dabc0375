using TracedLlm.Export.Sampling;

namespace TracedLlm.Export.Backends;

/// <summary>The backends that the operator has chosen, with their values.</summary>
internal sealed class BackendSelection
{
    private readonly string[] _names;

    /// <exception cref="InvalidOperationException">A backend is unknown, or a value is not allowed; the message names the setting.</exception>
    public BackendSelection(BackendContext context)
    {
        var otlp = GenericOtlpBackend.ValuesOf(context);
        IsOff = IsSdkOff = SdkSwitch.IsOff(context.Configuration, context.Warnings);
        var callbacks = IsOff ? [] : ChooseCallbacks(context, otlp);
        List<ConfiguredBackend> backends = [];
        List<string> names = [];
        foreach (var name in callbacks)
        {
            if (name.Equals(BackendTable.Console, StringComparison.OrdinalIgnoreCase)
                || (BackendTable.Find(name) == GenericOtlpBackend.Facts && GenericOtlpBackend.IsConsole(otlp)))
            {
                HasConsole = true;
                names.Add(BackendTable.Console);
                continue;
            }

            var facts = BackendTable.Find(name)
                ?? throw new InvalidOperationException($"TracedLlm:Callbacks has '{name}'. Allowed: {string.Join(", ", BackendTable.AllNames)}.");
            if (!backends.Exists(backend => backend.Facts == facts))
            {
                backends.Add(ConfiguredBackend.Create(facts, context.Configuration, context.Options, warnings: context.Warnings));
                names.Add(facts.Name);
            }
        }

        foreach (var name in new RatioTable(context.Options.Sampling.Backends).Names)
        {
            if (BackendTable.Find(name) is null)
            {
                throw new InvalidOperationException($"TracedLlm:Sampling:Backends has '{name}'. Allowed: {string.Join(", ", BackendTable.All.SelectMany(backend => backend.Names))}, each with a ratio, such as langfuse=0.1.");
            }
        }

        Backends = backends;
        UnreadVariables.Warn(otlp, backends);

        // Two names for one project are one destination. Otherwise the project would get every span twice, with the same ids.
        Endpoints = [.. BackendEndpoint.Distinct(backends.Select(backend => backend.Endpoint).OfType<BackendEndpoint>())];
        _names = [.. names.Distinct()];
    }

    /// <summary>Whether the export is switched off, for keys and teams too: by <see cref="SdkSwitch"/>, or by <see cref="TracesExporter"/>.</summary>
    public bool IsOff { get; private set; }

    /// <summary>Whether tracing itself is switched off, by <see cref="SdkSwitch"/>.</summary>
    public bool IsSdkOff { get; }

    /// <summary>Why no spans are exported, where there is no backend.</summary>
    public string WhyEmpty { get; private set; } = $"{SdkSwitch.Variable} is true";

    /// <summary>The backends that receive spans over a network, in the operator's order.</summary>
    public IReadOnlyList<ConfiguredBackend> Backends { get; }

    /// <summary>Whether trees are written to the console.</summary>
    public bool HasConsole { get; }

    /// <summary>The endpoints of spans that have no destinations of their own.</summary>
    public IReadOnlyList<BackendEndpoint> Endpoints { get; }

    /// <summary>The names of all backends, with the console.</summary>
    public IReadOnlyList<string> Names => _names;

    private IList<string> ChooseCallbacks(BackendContext context, BackendValues otlp)
    {
        WhyEmpty = "neither TracedLlm:Callbacks nor OTEL_EXPORTER_OTLP_ENDPOINT is set";
        var exporters = TracesExporter.Read(context.Configuration, context.Warnings);
        if (context.Options.Callbacks is { Count: > 0 } callbacks)
        {
            if (exporters is not null)
            {
                context.Warnings.Add($"{TracesExporter.Variable} has no effect: TracedLlm:Callbacks names the backends.");
            }

            return callbacks;
        }

        if (exporters is not null)
        {
            WhyEmpty = $"{TracesExporter.Variable} is {TracesExporter.None}";

            // Keys and teams would otherwise still have destinations.
            IsOff = exporters.Count == 0;
            return [.. exporters];
        }

        return GenericOtlpBackend.IsConfigured(otlp) ? ["otlp"] : [];
    }

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
