using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>Maps LiteLLM's callbacks to the backends of TracedLlm.</summary>
internal static class CallbackNames
{
    private static readonly FrozenDictionary<string, string> Backends = new Dictionary<string, string>
    {
        ["langfuse_otel"] = "langfuse_otel",
        ["langfuse"] = "langfuse",
        ["arize_phoenix"] = "arize_phoenix",
        ["arize"] = "arize",
        ["langsmith"] = "langsmith",
        ["otel"] = "otlp",
        ["otlp"] = "otlp",
        ["console"] = "console",
    }.ToFrozenDictionary();

    private static string Known => string.Join(", ", Backends.Keys.Order(StringComparer.Ordinal));

    /// <summary>The backends of the callbacks that <paramref name="setting"/> names.</summary>
    /// <exception cref="ConfigurationException">A callback is not supported.</exception>
    public static IEnumerable<string> Read(SettingsSection settings, string setting)
    {
        foreach (var name in settings.Texts(setting))
        {
            yield return Backends.TryGetValue(name, out var backend)
                ? backend
                : throw settings.Error(setting, $"names a callback that is not supported: '{name}'; callbacks: {Known}");
        }
    }

    /// <summary>The backend of the one callback that <paramref name="setting"/> names.</summary>
    /// <exception cref="ConfigurationException">The callback is not supported.</exception>
    public static string ReadOne(SettingsSection settings, string setting) =>
        settings.RequiredText(setting) is var name && Backends.TryGetValue(name, out var backend)
            ? backend
            : throw settings.Error(setting, $"is not supported: '{name}'; callbacks: {Known}");
}
