using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Setup;

namespace TracedLlm.Viewer.Options;

/// <summary>Reads and checks the options.</summary>
internal static class ViewerOptionsReader
{
    /// <summary>Returns the configured options, changed by <paramref name="configure"/>.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting or the property.</exception>
    public static TracedLlmViewerOptions Read(IConfiguration configuration, Action<TracedLlmViewerOptions>? configure)
    {
        var options = new TracedLlmViewerOptions
        {
            MaxTraces = ViewerSettings.MaxTraces.Read(configuration),
            MaxBytes = ViewerSettings.MaxBytes.Read(configuration),
            AuthorizationPolicy = ViewerSettings.AuthorizationPolicy.Read(configuration),
        };
        foreach (var host in ViewerSettings.AllowedHosts.Read(configuration))
        {
            options.AllowedHosts.Add(host);
        }

        configure?.Invoke(options);
        ViewerSettings.MaxTraces.Check(Named(nameof(options.MaxTraces)), options.MaxTraces);
        ViewerSettings.MaxBytes.Check(Named(nameof(options.MaxBytes)), options.MaxBytes);
        ViewerSettings.AllowedHosts.Check(Named(nameof(options.AllowedHosts)), options.AllowedHosts);
        options.AuthorizationPolicy = string.IsNullOrWhiteSpace(options.AuthorizationPolicy) ? null : options.AuthorizationPolicy.Trim();
        return options;
    }

    private static string Named(string property) => $"{nameof(TracedLlmViewerOptions)}.{property}";
}
