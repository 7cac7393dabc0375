using System.Diagnostics;

namespace TracedLlm;

/// <summary>The one <see cref="ActivitySource"/> that every span of ours comes from.</summary>
internal static class LlmSource
{
    public static readonly ActivitySource Instance = new(
        TracedLlmTelemetry.SourceName,
        typeof(LlmSource).Assembly.GetName().Version?.ToString(3));
}
