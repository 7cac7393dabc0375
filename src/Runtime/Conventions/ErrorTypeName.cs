namespace TracedLlm;

/// <summary>The value of <c>error.type</c> for an exception (OpenTelemetry semantic conventions v1.41.1).</summary>
internal static class ErrorTypeName
{
    /// <summary>The full name of the exception's type.</summary>
    public static string FromException(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;
}
