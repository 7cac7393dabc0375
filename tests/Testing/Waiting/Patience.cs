namespace TracedLlm.Testing.Waiting;

/// <summary>The timeout of waits. A passing test never depends on its length.</summary>
public static class Patience
{
    /// <summary>The default timeout: five minutes.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromMinutes(5);
}
