namespace TracedLlm.Testing.Otlp;

/// <summary>The checks that <see cref="OtlpReceiver"/> makes on Dispose. A test of a violation switches a check off.</summary>
public sealed record TraceChecks
{
    /// <summary>Every check.</summary>
    public static TraceChecks All { get; } = new();

    /// <summary>No check: for receivers that are under test themselves.</summary>
    public static TraceChecks None { get; } = new() { Trees = false, Account = false, Secrets = false };

    /// <summary>Whether the spans must be complete traces (<see cref="Trees.TraceInvariants"/>).</summary>
    public bool Trees { get; init; } = true;

    /// <summary>
    /// Whether every started span must have ended and have been received or sampled out. This check listens to the source, so a
    /// test without a listener must switch it off from the start.
    /// </summary>
    public bool Account { get; init; } = true;

    /// <summary>Whether no byte received may be one of <see cref="Hosting.Canaries"/>, or of <see cref="Keys"/>.</summary>
    public bool Secrets { get; init; } = true;

    /// <summary>Further keys of a test, which are searched like the canaries.</summary>
    public IReadOnlyCollection<string> Keys { get; init; } = [];

    /// <summary>Spans of callers (16 hex digits) whose children do not mark their parent as remote, because the gateway sets the parent itself.</summary>
    public IReadOnlyCollection<string> Callers { get; init; } = [];

    /// <summary>Whether content is captured, so that the content canary may occur.</summary>
    public bool Content { get; init; }
}
