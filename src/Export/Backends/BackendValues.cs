using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Export;

/// <summary>The values of a backend's settings: the operator's, or a tenant's in front of the operator's.</summary>
/// <param name="facts">The backend.</param>
/// <param name="configuration">The gateway's configuration, environment variables included.</param>
/// <param name="tenant">The tenant's values; <see langword="null"/> for the operator.</param>
internal sealed class BackendValues(BackendFacts facts, IConfiguration configuration, ITenantValues? tenant = null)
{
    /// <summary>The operator's alone.</summary>
    public BackendValues Operator => tenant is null ? this : new(facts, configuration);

    /// <summary>The required settings without a value.</summary>
    public IEnumerable<BackendSetting> Missing => facts.Settings.Where(setting => setting.IsRequired && this[setting] is null);

    /// <summary>The value of <paramref name="setting"/>; <see langword="null"/> if there is none.</summary>
    public string? this[BackendSetting setting] => Find(setting, out _);

    /// <summary>The value and who set it: a variable's name, a tenant's name for it, or nobody.</summary>
    public string? Find(BackendSetting setting, out string? source)
    {
        foreach (var name in setting.TenantNames)
        {
            if (tenant?[name] is { } value)
            {
                source = name;
                return value;
            }
        }

        // Never one's key with the other's secret, and nobody's at another's host.
        if (tenant is null || !setting.IsCredential)
        {
            foreach (var variable in setting.Variables)
            {
                // A variable that is read from a file often ends with a line break.
                if (configuration[variable]?.Trim() is { Length: > 0 } value)
                {
                    source = variable;
                    return value;
                }
            }
        }

        source = null;
        return setting.Default;
    }

    /// <summary>A value that travels in a header.</summary>
    /// <exception cref="InvalidOperationException">It has a character that no header can carry.</exception>
    public string? HeaderValue(BackendSetting setting)
    {
        var value = Find(setting, out var source);
        return value is null || BackendHeaders.IsValue(value)
            ? value
            : throw new InvalidOperationException($"{source} has a character that no header can carry; allowed are visible ASCII characters and spaces.");
    }

    /// <summary>A part of all traces.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public double Fraction(BackendSetting setting) => Find(setting, out var source) is not { } value
        ? 1
        : double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var fraction)
            && fraction is >= 0 and <= 1
                ? fraction
                : throw Refused(source, value, "numbers from 0 to 1");

    /// <summary>One of several texts, in any case.</summary>
    /// <exception cref="InvalidOperationException">It is none of them.</exception>
    public string? Choice(BackendSetting setting, string[] allowed, string allowedText) => Find(setting, out var source) is not { } value
        ? null
        : Array.Find(allowed, choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? throw Refused(source, value, allowedText);

    /// <summary>A time in milliseconds.</summary>
    /// <exception cref="InvalidOperationException">It is none.</exception>
    public TimeSpan? Milliseconds(BackendSetting setting) => Find(setting, out var source) is not { } value
        ? null
        : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw Refused(source, value, "whole numbers from 1");

    /// <summary>Headers as <c>name=value</c> pairs, separated by commas, percent-decoded; none if there is no value.</summary>
    /// <exception cref="InvalidOperationException">They are none.</exception>
    public IReadOnlyList<BackendHeader> Headers(BackendSetting setting) => Find(setting, out var source) is { } value
        ? BackendHeaders.Parse(value, source!)
        : [];

    /// <summary>An exception for a value that is not allowed.</summary>
    public static InvalidOperationException Refused(string? source, string value, string allowed) =>
        new($"{source} is '{value}'; allowed are {allowed}.");
}
