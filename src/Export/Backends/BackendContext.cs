using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Backends;

/// <summary>The configuration that backends read.</summary>
/// <param name="Configuration">The gateway's configuration, environment variables included.</param>
/// <param name="Options">The settings of the export.</param>
internal sealed record BackendContext(IConfiguration Configuration, TracedLlmExportOptions Options)
{
    /// <summary>Receives the values that are ignored, and the variables without effect.</summary>
    public SettingWarnings Warnings { get; } = new();
}
