namespace TracedLlm.Metrics;

/// <summary><c>error.type</c> of an exception.</summary>
internal static class ErrorTypes
{
    /// <summary>The full name of its type, as OpenTelemetry's convention says.</summary>
    public static string NameOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;
}
