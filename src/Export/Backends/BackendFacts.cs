namespace TracedLlm.Export;

/// <summary>What is known of a backend: how it is configured, where its spans go, how a request authenticates, which form it takes.</summary>
internal sealed record BackendFacts
{
    /// <summary>What <c>TracedLlm:Callbacks</c> calls it; the first is its name everywhere else.</summary>
    public required string[] Names { get; init; }

    /// <summary>The service behind it. A tenant's destination takes the place of the operator's at the same service.</summary>
    public required string Service { get; init; }

    /// <summary>Every setting it has.</summary>
    public required BackendSetting[] Settings { get; init; }

    /// <summary>What is said where a required setting is missing.</summary>
    public required string Missing { get; init; }

    /// <summary>Where spans go, and how.</summary>
    public required Func<BackendValues, BackendAddress> Address { get; init; }

    /// <summary>The headers of every request.</summary>
    public required Func<BackendValues, BackendAddress, IEnumerable<BackendHeader>> Headers { get; init; }

    /// <summary>The form that it understands.</summary>
    public required Func<TracedLlmExportOptions, SpanView> View { get; init; }

    /// <summary>Attributes that it wants on the resource.</summary>
    public Func<BackendValues, IEnumerable<KeyValuePair<string, object>>> Resource { get; init; } = static _ => [];

    /// <summary>The part of all traces that is sent.</summary>
    public Func<BackendValues, double> SamplingRate { get; init; } = static _ => 1;

    /// <summary>How long one request may take.</summary>
    public Func<BackendValues, TimeSpan> Timeout { get; init; } = static _ => TimeSpan.FromSeconds(10);

    /// <summary>Whether it inflates what is sent over HTTP.</summary>
    public Func<BackendValues, bool> Gzip { get; init; } = static _ => false;

    /// <summary>Settings that make no sense for what this exporter does; each is an error.</summary>
    public Action<BackendValues> Refuse { get; init; } = static _ => { };

    /// <summary>Its name.</summary>
    public string Name => Names[0];

    /// <summary>Whether a key or a team can have a destination of its own there.</summary>
    public bool HasTenants => Array.Exists(Settings, setting => setting.TenantNames.Length > 0);
}
