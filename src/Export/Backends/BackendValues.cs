using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Backends;

/// <summary>The values of a backend's settings: the operator's, or a tenant's before the operator's.</summary>
/// <param name="facts">The backend.</param>
/// <param name="configuration">The gateway's configuration, environment variables included.</param>
/// <param name="tenant">The tenant's values; <see langword="null"/> for the operator.</param>
internal sealed class BackendValues(BackendFacts facts, IConfiguration configuration, ITenantValues? tenant = null)
{
    /// <summary>Receives the values that are ignored.</summary>
    public SettingWarnings Warnings { get; init; } = new();

    /// <summary>Whether a request has brought the tenant's values.</summary>
    public bool IsOfRequest { get; init; }

    // A tenant without credentials whose settings only change how the operator's destination receives its spans.
    private readonly bool _tunesOperators = tenant is not null && facts.IsTunedBy(tenant);

    /// <summary>Whether they are the values of a tenant with a destination of its own.</summary>
    public bool IsTenants => tenant is not null && !_tunesOperators;

    /// <summary>Who has chosen them.</summary>
    public EndpointOwner Owner => !IsTenants ? EndpointOwner.Operator : IsOfRequest ? EndpointOwner.Request : EndpointOwner.Tenant;

    /// <summary>The values without the tenant's.</summary>
    public BackendValues Operator => tenant is null ? this : new(facts, configuration) { Warnings = Warnings };

    /// <summary>The required settings without a value.</summary>
    public IEnumerable<BackendSetting> Missing => facts.Settings.Where(setting => setting.IsRequired && this[setting] is null);

    /// <summary>The value of <paramref name="setting"/>; <see langword="null"/> if there is none.</summary>
    public string? this[BackendSetting setting] => Find(setting, out _);

    /// <summary>The value of a setting, and the name that it was found under; <see langword="null"/> for a default.</summary>
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

        // A tenant's key is never used with the operator's secret, and the operator's credentials never go to a tenant's host.
        if (!IsTenants || !setting.IsCredential)
        {
            foreach (var variable in setting.Variables)
            {
                // A variable that was read from a file often ends with a line break.
                if (configuration[variable] is { } text)
                {
                    if (text.Trim() is { Length: > 0 } value)
                    {
                        source = variable;
                        return value;
                    }
                }
                else if (configuration.GetSection(variable).GetChildren().Any())
                {
                    throw SettingError.NoScalar(variable, "one text");
                }
            }
        }

        source = null;
        return setting.Default;
    }

    /// <summary>Whether the operator has set a variable.</summary>
    public bool Has(string variable) => !string.IsNullOrWhiteSpace(configuration[variable]);

    /// <summary>A value for a header.</summary>
    /// <exception cref="InvalidOperationException">It has a character that no header can carry.</exception>
    public string? HeaderValue(BackendSetting setting)
    {
        var value = Find(setting, out var source);
        return value is null || BackendHeaders.IsValue(value)
            ? value
            : throw new InvalidOperationException($"{source} has a character that no header can carry. Allowed: visible ASCII characters and spaces.");
    }

    /// <summary>A number from 0 to 1; 1 if there is no value.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed.</exception>
    public double Fraction(BackendSetting setting) => Find(setting, out var source) is not { } value
        ? 1
        : double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var fraction)
            && fraction is >= 0 and <= 1
                ? fraction
                : throw Refused(source, value, "numbers from 0 to 1");

    /// <summary>One of several texts; upper and lower case are equal.</summary>
    /// <exception cref="InvalidOperationException">The value is another text.</exception>
    public string? Choice(BackendSetting setting, string[] allowed, string allowedText) => Find(setting, out var source) is not { } value
        ? null
        : Array.Find(allowed, choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? throw Refused(source, value, allowedText);

    /// <summary>A time-out in milliseconds. A value that is not allowed is a warning, as the specification wants it.</summary>
    public TimeSpan? Timeout(BackendSetting setting) => TryParse(setting, SettingTypes.Timeout, out var time) ? time : null;

    /// <summary>A whole number from 0. A value that is not allowed is a warning, as the specification wants it.</summary>
    public int? Limit(BackendSetting setting) => TryParse(setting, SettingTypes.Limit, out var limit) ? limit : null;

    /// <summary>Headers as <c>name=value</c> pairs, separated by commas, percent-decoded; empty if there is no value.</summary>
    /// <exception cref="InvalidOperationException">The value is malformed.</exception>
    public IReadOnlyList<BackendHeader> Headers(BackendSetting setting) => Find(setting, out var source) is { } value
        ? BackendHeaders.Parse(value, source!)
        : [];

    private bool TryParse<T>(BackendSetting setting, SettingType<T> type, [MaybeNullWhen(false)] out T result)
    {
        result = default;
        if (Find(setting, out var source) is not { } value)
        {
            return false;
        }

        try
        {
            result = type.Parse(source!, value);
            return true;
        }
        catch (InvalidOperationException exception)
        {
            Warnings.AddIgnored(exception);
            return false;
        }
    }

    /// <summary>An exception for a value that is not allowed.</summary>
    public static InvalidOperationException Refused(string? source, string value, string allowed) =>
        SettingError.NotAllowed(source ?? "", value, allowed);
}
