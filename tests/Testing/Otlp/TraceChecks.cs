namespace TracedLlm.Testing.Otlp;

/// <summary>What <see cref="OtlpReceiver"/> requires of all that it received, when it is disposed. Everything, unless a test is about a violation.</summary>
public sealed record TraceChecks
{
    /// <summary>Every check.</summary>
    public static TraceChecks All { get; } = new();

    /// <summary>No check: for receivers that are under test themselves.</summary>
    public static TraceChecks None { get; } = new() { Trees = false, Account = false, Secrets = false };

    /// <summary>Whether the spans must be whole traces (<see cref="Trees.TraceInvariants"/>).</summary>
    public bool Trees { get; init; } = true;

    /// <summary>
    /// Whether every span that was started must have ended and been received or sampled out. Listens to the source: a test of what
    /// happens while nobody does turns it off from the start.
    /// </summary>
    public bool Account { get; init; } = true;

    /// <summary>Whether no byte received may be one of <see cref="Hosting.Canaries"/>, or of <see cref="Keys"/>.</summary>
    public bool Secrets { get; init; } = true;

    /// <summary>Keys of the test's own, which are looked for as the canaries are.</summary>
    public IReadOnlyCollection<string> Keys { get; init; } = [];

    /// <summary>Spans of callers (16 hex digits) whose children do not say that their parent is remote, because a gateway states it itself.</summary>
    public IReadOnlyCollection<string> Callers { get; init; } = [];

    /// <summary>Whether spans carry what was asked and answered, so that the canary of content may occur.</summary>
    public bool Content { get; init; }
}
