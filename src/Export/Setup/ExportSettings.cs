using TracedLlm.Export.Backends;
using TracedLlm.Export.Sampling;
using TracedLlm.Export.Signals;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>All settings of the export, in the order of <c>docs/configuration.md</c>.</summary>
internal static class ExportSettings
{
    /// <summary>The rows. The settings of a backend are declared with the backend, and listed in <c>docs/backends.md</c>.</summary>
    public static IReadOnlyList<Setting> Rows { get; } =
    [
        .. TracedLlmExportOptions.Settings,
        .. SamplingSettings.Rows,
        .. LangfuseBackend.Section,
        .. SpoolSettings.Rows,
        .. ViewerSettings.Rows,
        .. BatchSettings.Rows,
        .. MetricsSettings.Rows,
        .. LogsSettings.Rows,
        .. TracesExporter.Settings,
        .. SdkSwitch.Settings,
        .. DiagnosticLevel.Settings,
        .. TraceSampler.Settings,
        .. GatewayResource.Settings,
    ];
}
