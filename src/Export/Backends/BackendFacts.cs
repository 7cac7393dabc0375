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

    /// <summary>Narrows the view to what the operator or a tenant wants to be sent.</summary>
    public Func<BackendValues, SpanView, SpanView> NarrowView { get; init; } = static (_, view) => view;

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
}
