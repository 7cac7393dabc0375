using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>The level of the library's own log lines, by the variable of the specification.</summary>
internal static class DiagnosticLevel
{
    private const string Category = "TracedLlm";

    // The specification names no values; these are the ones of its SDKs.
    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = LogLevel.None,
        ["error"] = LogLevel.Error,
        ["warn"] = LogLevel.Warning,
        ["info"] = LogLevel.Information,
        ["debug"] = LogLevel.Debug,
        ["trace"] = LogLevel.Trace,
        ["off"] = LogLevel.None,
        ["fatal"] = LogLevel.Critical,
        ["critical"] = LogLevel.Critical,
        ["warning"] = LogLevel.Warning,
        ["information"] = LogLevel.Information,
        ["verbose"] = LogLevel.Trace,
        ["all"] = LogLevel.Trace,
    };

    private static readonly ConfiguredSetting<string> Setting = new(
        "OTEL_LOG_LEVEL",
        SettingTypes.OneOf([.. Levels.Keys]),
        "",
        "The level of the library's own log lines: of the log's categories that begin with `TracedLlm`, unless `Logging:LogLevel:TracedLlm` is set. `debug` also sets `TracedLlm:Debug`.")
    {
        DefaultText = "the log's own levels",
    };

    public static readonly Setting[] Settings = [Setting];

    /// <summary>Adds the level to the log, if the variable has one.</summary>
    public static void Add(IServiceCollection services, IConfiguration configuration, SettingWarnings warnings)
    {
        if (Setting.TryRead(configuration, warnings, out var name) && !configuration.GetSection($"Logging:LogLevel:{Category}").Exists())
        {
            services.AddLogging(logging => logging.AddFilter(Category, Levels[name]));
        }
    }
}
