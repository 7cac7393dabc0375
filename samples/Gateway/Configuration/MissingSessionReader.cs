namespace TracedLlm.Samples.Gateway;

/// <summary>Reads LiteLLM's <c>general_settings.missing_session_id</c>: what becomes of a request that names no session.</summary>
internal static class MissingSessionReader
{
    private const string Setting = "missing_session_id";

    /// <exception cref="ConfigurationException">The value is not known.</exception>
    public static MissingSession Read(SettingsSection? settings) => settings?.Text(Setting) switch
    {
        null or "omit" => MissingSession.Omit,
        "generate" => MissingSession.Generate,
        "reject" => MissingSession.Reject,
        var other => throw settings.Error(Setting, $"must be omit, generate or reject, not '{other}'"),
    };
}
