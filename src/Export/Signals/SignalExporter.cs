using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Signals;

/// <summary>
/// The variable that chooses the exporter of a signal.
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#exporter-selection
/// </summary>
internal sealed class SignalExporter(OtlpSignal signal, string defaultText, string meaning)
{
    private const string Otlp = "otlp";
    private const string Allowed = "otlp, none, and console and prometheus of the gateway's own provider";

    // The specification's other exporters are the gateway's own to add: then this export sends nothing.
    private static readonly string[] Others = ["none", "console", "logging", "prometheus"];

    private readonly ConfiguredSetting<IEnumerable<string>> _setting = new(signal.Exporter, SettingTypes.Names($"a list of {Allowed}"), [], meaning)
    {
        DefaultText = defaultText,
    };

    /// <summary>The row of the table of settings.</summary>
    public Setting Setting => _setting;

    /// <summary>Whether the variable says that the signal is sent; <see langword="null"/> if it says nothing that is known.</summary>
    public bool? Read(IConfiguration configuration, SettingWarnings warnings)
    {
        bool? isSent = null;
        foreach (var name in _setting.Read(configuration, warnings))
        {
            if (name.Equals(Otlp, StringComparison.OrdinalIgnoreCase))
            {
                isSent = true;
            }
            else if (Others.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                isSent ??= false;
            }
            else
            {
                warnings.AddIgnored(SettingError.ItemNotAllowed(signal.Exporter, name, Allowed));
            }
        }

        return isSent;
    }
}
