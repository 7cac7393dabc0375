namespace TracedLlm.Metrics;

/// <summary>The <c>error.type</c> of an exception.</summary>
internal static class ErrorTypes
{
    /// <summary>The full name of the exception's type, as OpenTelemetry's semantic conventions, v1.41.1, define it.</summary>
    public static string NameOf(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;
}
