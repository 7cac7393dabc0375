namespace TracedLlm.Viewer;

/// <summary>Settings of the viewer, read from the section <c>TracedLlm:Viewer</c> of the configuration and changeable in code.</summary>
public sealed class TracedLlmViewerOptions
{
    /// <summary>How many traces are held. Setting <c>TracedLlm:Viewer:MaxTraces</c>, by default 1,000, from 1 to 10,000.</summary>
    public int MaxTraces { get; set; }

    /// <summary>
    /// How many bytes of spans are held, as estimated for the encoded spans; in memory they take about three times as much. Setting
    /// <c>TracedLlm:Viewer:MaxBytes</c>, by default 32 MiB, at least 64 KiB.
    /// </summary>
    public long MaxBytes { get; set; }

    /// <summary>
    /// The name of the authorization policy that a caller must meet; <see langword="null"/> for no policy, which is allowed in development
    /// only, and for callers on the same machine. With a policy the traces that go to a tenant's backends alone are not held. Setting <c>TracedLlm:Viewer:AuthorizationPolicy</c>.
    /// </summary>
    public string? AuthorizationPolicy { get; set; }

    /// <summary>
    /// The names by which the viewer may be addressed: <c>gateway.internal</c>, <c>localhost:8080</c>, <c>*.example.com</c>, or <c>*</c> for
    /// all. If the list is empty, every name is allowed with a policy; without a policy <c>localhost</c> and loopback addresses. The names
    /// do not let callers on other machines in. Setting <c>TracedLlm:Viewer:AllowedHosts</c>, a list or names separated by commas.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];
}
