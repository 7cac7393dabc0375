using TracedLlm.Export.Views;

namespace TracedLlm.Export.Backends;

/// <summary>A row of the table of backends: settings, address, authentication and view.</summary>
internal sealed record BackendFacts
{
    /// <summary>The names in <c>TracedLlm:Callbacks</c>; the first is its name everywhere else.</summary>
    public required string[] Names { get; init; }

    /// <summary>The service behind it. A tenant's destination takes the place of the operator's at the same service.</summary>
    public required string Service { get; init; }

    /// <summary>Every setting it has.</summary>
    public required BackendSetting[] Settings { get; init; }

    /// <summary>The message when a required setting is missing.</summary>
    public required string Missing { get; init; }

    /// <summary>The address and the protocol.</summary>
    public required Func<BackendValues, BackendAddress> Address { get; init; }

    /// <summary>The headers of every request.</summary>
    public required Func<BackendValues, BackendAddress, IEnumerable<BackendHeader>> Headers { get; init; }

    /// <summary>The view that it understands.</summary>
    public required Func<TracedLlmExportOptions, SpanView> View { get; init; }

    /// <summary>Changes the view to what the operator or a tenant wants to be sent, and to what the address understands.</summary>
    public Func<BackendValues, TracedLlmExportOptions, SpanView, SpanView> AdjustView { get; init; } = static (_, _, view) => view;

    /// <summary>Other facts for values of the operator that lack what this backend requires; <see langword="null"/> if there are none.</summary>
    public Func<BackendValues, TracedLlmExportOptions, BackendFacts?> StandIn { get; init; } = static (_, _) => null;

    /// <summary>
    /// The domain of the vendor's own servers; <see langword="null"/> if the backend is no vendor's. An operator's host elsewhere may be a
    /// Collector, which sends everything to the operator's project, whatever credentials come with it.
    /// </summary>
    public string? OwnDomain { get; init; }

    /// <summary>
    /// Whether a tenant's values tell its spans from the operator's behind any address, so that credentials may go to an operator's host
    /// that is not the vendor's own.
    /// </summary>
    public Func<ITenantValues, bool> SeparatesAnywhere { get; init; } = static _ => false;

    /// <summary>The name that a tenant sets the address with; <see langword="null"/> if only the operator can set it.</summary>
    public string? TenantAddress { get; init; }

    /// <summary>Whether tenants may name the host of the default address although the operator does not use the backend.</summary>
    public bool HasSharedDefault { get; init; } = true;

    /// <summary>The attributes that it needs on the resource.</summary>
    public Func<BackendValues, IEnumerable<KeyValuePair<string, object>>> Resource { get; init; } = static _ => [];

    /// <summary>The part of all traces that is sent.</summary>
    public Func<BackendValues, double> SamplingRate { get; init; } = static _ => 1;

    /// <summary>How long one request may take.</summary>
    public Func<BackendValues, TimeSpan> Timeout { get; init; } = static _ => TimeSpan.FromSeconds(10);

    /// <summary>Whether requests over a protocol are compressed.</summary>
    public Func<BackendValues, OtlpProtocol, bool> Gzip { get; init; } = static (_, _) => false;

    /// <summary>The files for connections with TLS.</summary>
    public Func<BackendValues, BackendAddress, TlsFiles?> Tls { get; init; } = static (_, _) => null;

    /// <summary>Whether it is made to show the input and output of models.</summary>
    public bool DrawsContent => Service is "Langfuse" or "Phoenix" or "Arize" or "LangSmith";

    /// <summary>Its name.</summary>
    public string Name => Names[0];

    /// <summary>Whether a key or a team can have a destination of its own there.</summary>
    public bool HasTenants => Array.Exists(Settings, setting => setting.TenantNames.Length > 0);

    /// <summary>Whether a tenant's values only change how the operator's own destination receives its spans.</summary>
    public bool IsTunedBy(ITenantValues tenant)
    {
        var set = Array.FindAll(Settings, setting => Array.Exists(setting.TenantNames, name => tenant[name] is not null));
        return set.Length > 0 && Array.TrueForAll(set, setting => setting.TunesOperators);
    }

    /// <summary>Whether <paramref name="address"/> is a server of the vendor.</summary>
    public bool Owns(Uri address) => OwnDomain is { } domain && IsIn(address, domain);

    /// <summary>Whether the host of <paramref name="address"/> is in <paramref name="domain"/>.</summary>
    public static bool IsIn(Uri address, string domain) =>
        address.Host.Equals(domain, StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);
}
