using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>A setting with values of type <typeparamref name="T"/>.</summary>
/// <param name="name">Its name in the configuration.</param>
/// <param name="type">Reads its text and checks its values.</param>
/// <param name="defaultValue">The value without configuration.</param>
/// <param name="meaning">One sentence for <c>docs/configuration.md</c>.</param>
internal sealed class ConfiguredSetting<T>(string name, SettingType<T> type, T defaultValue, string meaning) : Setting(name, meaning)
{
    /// <summary>The default as the page shows it, if the value itself is not clear.</summary>
    public string? DefaultText { get; init; }

    public override string Allowed => type.Allowed;

    public override string Default => DefaultText ?? type.Format(defaultValue);

    /// <summary>
    /// The configured value, or the default. A value that is not allowed is a warning, as the OpenTelemetry specification wants it for
    /// its variables.
    /// </summary>
    public T Read(IConfiguration configuration, SettingWarnings warnings) => TryRead(configuration, warnings, out var value) ? value : defaultValue;

    /// <summary>Reads the value; <see langword="false"/> if the configuration has no value that is allowed.</summary>
    public bool TryRead(IConfiguration configuration, SettingWarnings warnings, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            return TryRead(configuration, out value, warnings);
        }
        catch (InvalidOperationException exception)
        {
            warnings.AddIgnored(exception);
            value = default;
            return false;
        }
    }

    /// <summary>The configured value, or the default.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed; the message names the setting.</exception>
    public T Read(IConfiguration configuration) => TryRead(configuration, out var value) ? value : defaultValue;

    /// <summary>Reads the value; <see langword="false"/> if the configuration has no value.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed; the message names the setting.</exception>
    public bool TryRead(IConfiguration configuration, [MaybeNullWhen(false)] out T value) => TryRead(configuration, out value, new SettingWarnings());

    /// <summary>Reads the value; <see langword="false"/> if the configuration has no value.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="value">The value.</param>
    /// <param name="warnings">Receives parts of variables that are ignored.</param>
    /// <exception cref="InvalidOperationException">The value is not allowed; the message names the setting.</exception>
    public bool TryRead(IConfiguration configuration, [MaybeNullWhen(false)] out T value, SettingWarnings warnings)
    {
        if (type.TryRead(configuration.GetSection(Name), RefusesBlank, out value))
        {
            return true;
        }

        foreach (var variable in Variables)
        {
            var text = configuration[variable.Name]?.Trim();
            if (text is not { Length: > 0 })
            {
                continue;
            }

            if (variable.Translate is { } translate)
            {
                if (translate(variable.Name, text, warnings) is not { } translated)
                {
                    continue;
                }

                value = type.Parse(variable.Name, translated);
                return true;
            }

            if (variable.Text is null)
            {
                value = type.Parse(variable.Name, text);
                return true;
            }

            if (variable.Text.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                value = type.Parse(variable.Name, variable.Value);
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks a value that code has set.</summary>
    /// <param name="source">The property, for the message.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="InvalidOperationException">The value is not allowed.</exception>
    public void Check(string source, T value) => type.Check(source, value);
}
