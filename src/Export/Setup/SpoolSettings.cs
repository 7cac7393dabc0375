using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TracedLlm.Export;

/// <summary>Reads <see cref="SpoolOptions"/> from configuration.</summary>
internal static class SpoolSettings
{
    public const string MaxBytes = "TracedLlm:SpoolMaxBytes";
    public const string MaxAge = "TracedLlm:SpoolMaxAge";

    private const long LeastBytes = 1024 * 1024;

    private static readonly TimeSpan LeastAge = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostAge = TimeSpan.FromDays(365);

    /// <summary>The spool that is configured; <see langword="null"/> if none is.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static SpoolOptions? Read(IConfiguration configuration)
    {
        var bytes = Bytes(configuration[MaxBytes]);
        var age = Age(configuration[MaxAge]);
        if (configuration[SpoolOptions.Setting] is not { Length: > 0 } directory)
        {
            return null;
        }

        var options = new SpoolOptions(directory);
        options = options with { MaxBytes = bytes ?? options.MaxBytes, MaxAge = age ?? options.MaxAge };
        return options with { SegmentBytes = Math.Min(options.SegmentBytes, options.MaxBytes / 16) };
    }

    private static long? Bytes(string? text) => text is null or ""
        ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes >= LeastBytes
            ? bytes
            : throw new InvalidOperationException($"{MaxBytes} is '{text}'; allowed are whole numbers of bytes from {LeastBytes}.");

    private static TimeSpan? Age(string? text) => text is null or ""
        ? null
        : ConfiguredTime.TryParse(text, out var age) && age >= LeastAge && age <= MostAge
            ? age
            : throw new InvalidOperationException($"{MaxAge} is '{text}'; allowed are times as in 12:00:00 and 1.00:00:00, from one second to a year.");
}
