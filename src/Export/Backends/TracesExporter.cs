using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Backends;

/// <summary>
/// The exporters that the variables of the specification choose where <c>TracedLlm:Callbacks</c> does not.
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exporter-selection
/// </summary>
internal static class TracesExporter
{
    /// <summary>The variable.</summary>
    public const string Variable = "OTEL_TRACES_EXPORTER";

    /// <summary>The value for no exporter.</summary>
    public const string None = "none";

    private const string Otlp = "otlp";
    private const string Allowed = "otlp, console, none";

    private static readonly ConfiguredSetting<IEnumerable<string>> Setting = new(
        Variable,
        SettingTypes.Names($"a list of {Allowed}"),
        [],
        "The backends without `TracedLlm:Callbacks`. `none` exports no spans, those of keys and teams included; a setting `TracedLlm:Callbacks` wins over the variable.")
    {
        DefaultText = "`otlp` if an endpoint is set",
    };

    public static readonly Setting[] Settings = [Setting];

    /// <summary>The callbacks; <see langword="null"/> if the variable names none that is known.</summary>
    public static IReadOnlyList<string>? Read(IConfiguration configuration, SettingWarnings warnings)
    {
        List<string> callbacks = [];
        var isSet = false;
        foreach (var name in Setting.Read(configuration, warnings))
        {
            string? callback = name.ToLowerInvariant() switch
            {
                Otlp => Otlp,

                // The older name of the same exporter.
                BackendTable.Console or "logging" => BackendTable.Console,
                None => "",
                _ => null,
            };
            if (callback is null)
            {
                warnings.AddIgnored(SettingError.ItemNotAllowed(Variable, name, Allowed));
                continue;
            }

            isSet = true;
            if (callback.Length > 0)
            {
                callbacks.Add(callback);
            }
        }

        return isSet ? callbacks : null;
    }
}
