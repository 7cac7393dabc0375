using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>
/// The settings that a package reads. Each package registers its own settings as a service, so that no package depends on another
/// package's settings.
/// </summary>
/// <param name="rows">The settings.</param>
internal sealed class PackageSettings(IEnumerable<Setting> rows)
{
    /// <summary>The settings, in the order of the page.</summary>
    public IReadOnlyList<Setting> Rows { get; } = [.. rows];

    /// <summary>Throws if the section <c>TracedLlm</c> has a setting that no package reads.</summary>
    /// <exception cref="InvalidOperationException">A setting is unknown. The message names it and the known settings.</exception>
    public static void RefuseUnknown(IConfiguration configuration, IEnumerable<PackageSettings> packages)
    {
        string[] keys = [.. packages.SelectMany(static package => package.Rows).Select(static row => row.Key).OfType<string>()];
        RefuseUnknown(configuration.GetSection(Setting.Section), "", keys);
    }

    private static void RefuseUnknown(IConfigurationSection section, string prefix, string[] keys)
    {
        foreach (var setting in section.GetChildren())
        {
            var key = prefix + setting.Key;
            if (keys.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            var inner = key + ConfigurationPath.KeyDelimiter;
            if (!Array.Exists(keys, known => known.StartsWith(inner, StringComparison.OrdinalIgnoreCase)))
            {
                throw new InvalidOperationException($"{setting.Path} is not a known setting. Known settings: {string.Join(", ", keys)}.");
            }

            RefuseUnknown(setting, inner, keys);
        }
    }
}
