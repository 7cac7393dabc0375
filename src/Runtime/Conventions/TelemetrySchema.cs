namespace TracedLlm.Conventions;

/// <summary>The schema of the attributes on the library's spans.</summary>
internal static class TelemetrySchema
{
    /// <summary>The schema of OpenTelemetry's semantic conventions, v1.41.1. The conventions published no schema file for the patch.</summary>
    public const string Url = "https://opentelemetry.io/schemas/1.41.0";
}
