namespace TracedLlm.Samples.Gateway;

/// <summary>Why the gateway does not start, in one line.</summary>
internal static class StartupError
{
    /// <summary>The messages of <paramref name="exception"/> and of those within it that say more.</summary>
    public static string ReasonOf(Exception exception) => string.Join(": ", Messages(exception).Select(OneLine).Distinct());

    /// <summary>Whether the operator asks for the place in the code too, as LiteLLM's variable says.</summary>
    public static bool HasStack => "DEBUG".Equals(Environment.GetEnvironmentVariable("LITELLM_LOG"), StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Messages(Exception exception) => exception switch
    {
        AggregateException many => [string.Join("; ", many.Flatten().InnerExceptions.Select(ReasonOf))],

        // Some messages end with that of the exception within.
        { InnerException: { } inner } when !exception.Message.Contains(inner.Message, StringComparison.OrdinalIgnoreCase) => [exception.Message, .. Messages(inner)],
        _ => [exception.Message],
    };

    private static string OneLine(string message) =>
        string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
}
