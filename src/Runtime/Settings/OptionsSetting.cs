using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>A setting that is a property of <typeparamref name="TOptions"/>.</summary>
internal abstract class OptionsSetting<TOptions>
{
    /// <summary>The setting.</summary>
    public abstract Setting Row { get; }

    /// <summary>Sets the property to the configured value, if there is one.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed; the message names the setting.</exception>
    public abstract void Apply(IConfiguration configuration, TOptions options, SettingWarnings warnings);

    /// <summary>Checks the property, which code may have set.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed; the message names the property.</exception>
    public abstract void Check(TOptions options);
}
