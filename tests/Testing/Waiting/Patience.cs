namespace TracedLlm.Testing.Waiting;

/// <summary>How long a wait lasts before the test fails. Never what a passing test depends on.</summary>
public static class Patience
{
    /// <summary>The upper bound where a test gives none: 30 seconds.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromSeconds(30);
}
