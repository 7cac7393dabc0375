namespace TracedLlm.Samples.Gateway;

/// <summary>The caller of a request as its traces have it.</summary>
internal sealed record TracedCaller(string? KeyHash, string? KeyAlias, string? TeamId, string? TeamAlias, string? UserId)
{
    /// <summary>A caller without a key, or of a gateway with <c>redact_user_api_key_info</c>.</summary>
    public static readonly TracedCaller None = new(null, null, null, null, null);
}
