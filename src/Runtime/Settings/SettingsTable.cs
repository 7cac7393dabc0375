using System.Collections;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>
/// The settings of an options class. The table has one row for each property; the row reads, checks and documents the property.
/// </summary>
/// <param name="refusesBlank">Whether a blank value is an error instead of no value.</param>
internal sealed class SettingsTable<TOptions>(bool refusesBlank) : IEnumerable<Setting>
    where TOptions : class, new()
{
    private readonly List<OptionsSetting<TOptions>> _rows = [];

    // Only the options class has the default values.
    private readonly TOptions _defaults = new();

    /// <summary>Adds the setting <c>TracedLlm:<paramref name="property"/></c>.</summary>
    public void Add<T>(
        string property,
        SettingType<T> type,
        Func<TOptions, T> get,
        Action<TOptions, T> set,
        string meaning,
        params ReadOnlySpan<SettingVariable> variables)
    {
        var setting = new ConfiguredSetting<T>(ConfigurationPath.Combine(Setting.Section, property), type, get(_defaults), meaning)
        {
            RefusesBlank = refusesBlank,
            Variables = [.. variables],
        };
        _rows.Add(new PropertySetting<TOptions, T>($"{typeof(TOptions).Name}.{property}", setting, get, set));
    }

    /// <summary>Adds the setting of a list. The configured items are appended to the list.</summary>
    public void Add(string property, SettingType<IEnumerable<string>> type, Func<TOptions, IList<string>> get, string meaning) =>
        Add(
            property,
            type,
            get,
            (options, items) =>
            {
                foreach (var item in items)
                {
                    get(options).Add(item);
                }
            },
            meaning);

    /// <summary>Sets the properties that have a value in <paramref name="configuration"/>.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public void Apply(IConfiguration configuration, TOptions options, SettingWarnings? warnings = null)
    {
        foreach (var row in _rows)
        {
            row.Apply(configuration, options, warnings ?? new SettingWarnings());
        }
    }

    /// <summary>Checks all properties, which code may have set.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the property.</exception>
    public void Check(TOptions options)
    {
        foreach (var row in _rows)
        {
            row.Check(options);
        }
    }

    public IEnumerator<Setting> GetEnumerator() => _rows.Select(static row => row.Row).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
