using Microsoft.Extensions.Configuration;

namespace TracedLlm.Settings;

/// <summary>Settings that a package reads. Each package registers its own as a service, so that none knows another's.</summary>
/// <param name="rows">The settings.</param>
internal sealed class PackageSettings(IEnumerable<Setting> rows)
{
    /// <summary>The settings, in the order of the page.</summary>
    public IReadOnlyList<Setting> Rows { get; } = [.. rows];

    /// <summary>Refuses a setting in the section <c>TracedLlm</c> that no package reads.</summary>
    /// <exception cref="InvalidOperationException">There is such a setting; the message names it and those that are known.</exception>
    public static void RefuseUnknown(IConfiguration configuration, IEnumerable<PackageSettings> packages)
    {
        string[] keys = [.. packages.SelectMany(static package => package.Rows).Select(static row => row.Key).OfType<string>()];
        foreach (var setting in configuration.GetSection(Setting.Section).GetChildren())
        {
            if (!keys.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw new InvalidOperationException($"{setting.Path} is not a known setting. Known settings: {string.Join(", ", keys)}.");
            }
        }
    }
}
