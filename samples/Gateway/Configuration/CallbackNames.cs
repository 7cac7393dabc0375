using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>LiteLLM's callbacks as the exporters of TracedLlm.</summary>
internal static class CallbackNames
{
    /// <summary>The exporter of each callback; <see langword="null"/> for one that is accepted and not sent yet.</summary>
    public static readonly FrozenDictionary<string, string?> Exporters = new Dictionary<string, string?>
    {
        ["otel"] = "otlp",
        ["otlp"] = "otlp",
        ["console"] = "console",
        ["langfuse"] = null,
        ["langfuse_otel"] = null,
        ["arize_phoenix"] = null,
        ["langsmith"] = null,
    }.ToFrozenDictionary();

    public static string Known => string.Join(", ", Exporters.Keys.Order(StringComparer.Ordinal));
}
