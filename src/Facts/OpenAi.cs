namespace TracedLlm.Facts;

/// <summary>Attribute names of OpenTelemetry's OpenAI semantic conventions, v1.41.1.</summary>
internal static class OpenAi
{
    public const string RequestServiceTier = "openai.request.service_tier";
    public const string ResponseServiceTier = "openai.response.service_tier";
    public const string ResponseSystemFingerprint = "openai.response.system_fingerprint";
}
