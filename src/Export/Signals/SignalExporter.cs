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
    private const string None = "none";
    private const string Allowed = "otlp, none";

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
            else if (name.Equals(None, StringComparison.OrdinalIgnoreCase))
            {
                isSent ??= false;
            }
            else
            {
                // Another exporter is one of the gateway's own provider.
                warnings.AddIgnored(SettingError.ItemNotAllowed(signal.Exporter, name, Allowed));
            }
        }

        return isSent;
    }
}
