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

    /// <summary>Whether <paramref name="name"/> is the name of a callback that is here.</summary>
    public static bool IsKnown(string name) => Backends.ContainsKey(name);

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

    /// <summary>
    /// The backends of the callbacks that <paramref name="names"/> name. A callback that only LiteLLM has is a warning, once; one that would
    /// check requests, and a misspelt one, is an error.
    /// </summary>
    /// <exception cref="ConfigurationException">The gateway must not start with a callback.</exception>
    public static IReadOnlyList<string> ReadAll(SettingsSection settings, IReadOnlyList<string> names, ConfigurationSource source)
    {
        var backends = new List<string>();
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setting in names)
        {
            foreach (var name in settings.Texts(setting))
            {
                if (Backends.TryGetValue(name, out var backend))
                {
                    backends.Add(backend);
                }
                else if (others.Add(name))
                {
                    source.Warn(WarningFor(name, settings, setting));
                }
            }
        }

        return [.. backends.Distinct()];
    }

    private static string WarningFor(string name, SettingsSection settings, string setting)
    {
        if (OtherCallbacks.ReasonAgainst(name) is { } reason)
        {
            throw settings.Error(setting, $"names '{name}', which {reason}");
        }

        return OtherCallbacks.FindInstead(name) is { } instead
            ? settings.Error(setting, $"names the callback '{name}', which is not here: {instead}").Message
            : throw settings.Error(setting, $"names a callback that is not supported: '{name}'; {(EditDistance.Nearest(name, Backends.Keys) is { } nearest ? $"did you mean {nearest}? C" : "c")}allbacks: {Known}");
    }

    /// <summary>The backend of the one callback that <paramref name="setting"/> names.</summary>
    /// <exception cref="ConfigurationException">The callback is not supported.</exception>
    public static string ReadOne(SettingsSection settings, string setting) =>
        settings.RequiredText(setting) is var name && Backends.TryGetValue(name, out var backend)
            ? backend
            : throw settings.Error(setting, $"is not supported: '{name}'; callbacks: {Known}");
}
