using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Export;

/// <summary>Reads <see cref="TracedLlmExportOptions"/> from configuration; a value that cannot be used ends the program with what is allowed.</summary>
internal static class TracedLlmExportSettings
{
    private const string Section = "TracedLlm";
    private const string LiteLlmLog = "LITELLM_LOG";
    private const string LiteLlmMode = "LITELLM_OTEL_TENANT_DESTINATION_MODE";
    private const long LeastQueueBytes = 64 * 1024;
    private const int LeastBatchBytes = 16 * 1024;

    private static readonly TimeSpan LeastSpanAge = TimeSpan.FromSeconds(1);

    /// <summary>Applies what <paramref name="configuration"/> says to <paramref name="options"/>.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void Apply(IConfiguration configuration, TracedLlmExportOptions options)
    {
        var section = configuration.GetSection(Section);
        foreach (var name in ListOf(section.GetSection(nameof(options.Callbacks))))
        {
            options.Callbacks.Add(name);
        }

        foreach (var host in ListOf(section.GetSection(nameof(options.AllowedBackendHosts))))
        {
            options.AllowedBackendHosts.Add(host);
        }

        options.Debug = Boolean(section, nameof(options.Debug)) ?? configuration[LiteLlmLog]?.Trim().Equals("DEBUG", StringComparison.OrdinalIgnoreCase) ?? false;
        options.LangSmithKeepsParent = Boolean(section, nameof(options.LangSmithKeepsParent)) ?? false;
        options.AllowRequestDestinations = Boolean(section, nameof(options.AllowRequestDestinations)) ?? false;
        options.OtlpView = Choice<OtlpView>(configuration, $"{Section}:{nameof(options.OtlpView)}") ?? options.OtlpView;
        options.TenantDestinations = Choice<TenantDestinationMode>(configuration, $"{Section}:{nameof(options.TenantDestinations)}", LiteLlmMode)
            ?? options.TenantDestinations;
        options.MaxQueueBytes = Number(section, nameof(options.MaxQueueBytes), long.MaxValue) ?? options.MaxQueueBytes;
        options.MaxBatchBytes = (int?)Number(section, nameof(options.MaxBatchBytes), int.MaxValue) ?? options.MaxBatchBytes;
        options.MaxSpanAge = Time(section, nameof(options.MaxSpanAge)) ?? options.MaxSpanAge;
    }

    /// <summary>Checks what was set in code, too.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void Check(TracedLlmExportOptions options)
    {
        AtLeast(nameof(options.MaxQueueBytes), options.MaxQueueBytes, LeastQueueBytes);
        AtLeast(nameof(options.MaxBatchBytes), options.MaxBatchBytes, LeastBatchBytes);
        AtLeast(nameof(options.MaxSpanAge), options.MaxSpanAge, LeastSpanAge);
        foreach (var host in options.AllowedBackendHosts)
        {
            if (!HostAllowList.IsPattern(host))
            {
                throw new InvalidOperationException(
                    $"{Section}:{nameof(options.AllowedBackendHosts)} has '{host}'; allowed are host names as in langfuse.example.com, localhost:3000, *.example.com or *.");
            }
        }
    }

    private static void AtLeast<T>(string name, T value, T least)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{Section}:{name} is '{value}'; the least that is allowed is {least}."));
        }
    }

    private static long? Number(IConfigurationSection section, string name, long most)
    {
        if (section[name]?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new InvalidOperationException($"{section.Path}:{name} is '{text}'; allowed are whole numbers of bytes.");
    }

    private static TimeSpan? Time(IConfigurationSection section, string name)
    {
        if (section[name]?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        return ConfiguredTime.TryParse(text, out var time)
            ? time
            : throw new InvalidOperationException($"{section.Path}:{name} is '{text}'; allowed are times as in 00:30:00 and 1.00:00:00.");
    }

    private static IEnumerable<string> ListOf(IConfigurationSection setting) => setting.Value is { } list
        ? list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        : setting.GetChildren().Select(child => child.Value?.Trim() ?? "");

    private static bool? Boolean(IConfigurationSection section, string name) => section[name]?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "TRUE" or "1" => true,
        "FALSE" or "0" => false,
        _ => throw new InvalidOperationException($"{section.Path}:{name} is '{section[name]}'; allowed are true and false."),
    };

    // With underscores or without, as LiteLLM and .NET write names.
    private static T? Choice<T>(IConfiguration configuration, params string[] settings)
        where T : struct, Enum
    {
        foreach (var setting in settings)
        {
            if (configuration[setting]?.Trim() is not { Length: > 0 } text)
            {
                continue;
            }

            return Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value)
                && Enum.IsDefined(value)
                && !char.IsAsciiDigit(text[0])
                    ? value
                    : throw new InvalidOperationException($"{setting} is '{text}'; allowed are {string.Join(", ", Enum.GetNames<T>())}.");
        }

        return null;
    }
}
