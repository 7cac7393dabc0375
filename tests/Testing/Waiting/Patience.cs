namespace TracedLlm.Testing.Waiting;

/// <summary>The limit of waits for an event: only a hang reaches it, so that a busy machine fails no test.</summary>
public static class Patience
{
    /// <summary>The default timeout: five minutes.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromMinutes(5);
}
