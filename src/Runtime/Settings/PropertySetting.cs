using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>A setting that is a property of type <typeparamref name="T"/>.</summary>
/// <param name="property">The property, for messages.</param>
/// <param name="setting">The setting.</param>
/// <param name="get">Gets the property.</param>
/// <param name="set">Sets the property.</param>
internal sealed class PropertySetting<TOptions, T>(string property, ConfiguredSetting<T> setting, Func<TOptions, T> get, Action<TOptions, T> set)
    : OptionsSetting<TOptions>
{
    public override Setting Row => setting;

    public override void Apply(IConfiguration configuration, TOptions options, SettingWarnings warnings)
    {
        if (setting.TryRead(configuration, out var value, warnings))
        {
            set(options, value);
        }
    }

    public override void Check(TOptions options) => setting.Check(property, get(options));
}
