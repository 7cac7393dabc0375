using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Spool;
using TracedLlm.Settings;

namespace TracedLlm.Export.Setup;

/// <summary>The settings of the spool.</summary>
internal static class SpoolSettings
{
    // The longest path of Linux. A longer one would hide the reason in a message.
    private const int LongestPath = 4096;

    private static readonly SpoolOptions Defaults = new("");

    private static readonly ConfiguredSetting<string> Directory = new(
        SpoolOptions.Setting,
        SettingTypes.Text,
        "",
        "The directory in which spans wait for a backend that is down or slow, beyond the life of the process: [spool.md](spool.md).");

    private static readonly ConfiguredSetting<long> MaxBytes = new(
        "TracedLlm:SpoolMaxBytes", SettingTypes.Bytes(1024L * 1024), Defaults.MaxBytes, "How many bytes the spool may have on disk.");

    private static readonly ConfiguredSetting<TimeSpan> MaxAge = new(
        "TracedLlm:SpoolMaxAge",
        SettingTypes.Time(TimeSpan.FromSeconds(1), TimeSpan.FromDays(365)),
        Defaults.MaxAge,
        "How long a span waits in the spool.");

    private static readonly ConfiguredSetting<SpoolMode> Mode = new(
        "TracedLlm:SpoolMode",
        SettingTypes.Choice<SpoolMode>(),
        SpoolMode.WhenNeeded,
        "When spans go to the spool: when their backend does not take them in time, or before they are sent. What a killed process loses: [spool.md](spool.md#a-killed-process).");

    public static readonly Setting[] Rows = [Directory, Mode, MaxBytes, MaxAge];

    /// <summary>The spool that is configured; <see langword="null"/> if there is no directory.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static SpoolOptions? Read(IConfiguration configuration)
    {
        // The bounds are checked without a directory, too.
        var (bytes, age) = (MaxBytes.Read(configuration), MaxAge.Read(configuration));
        if (!Directory.TryRead(configuration, out var directory))
        {
            return null;
        }

        return directory.Length <= LongestPath && !directory.Any(char.IsControl)
            ? new SpoolOptions(directory) { MaxBytes = bytes, MaxAge = age, SegmentBytes = Math.Min(Defaults.SegmentBytes, bytes / 16) }
            : throw SettingError.NotAllowed(Directory.Name, directory, "a directory on a local disk that the gateway can make and write to");
    }

    /// <summary>When spans go to the spool.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed, or there is no spool; the message names the setting.</exception>
    public static SpoolMode ReadMode(IConfiguration configuration)
    {
        var mode = Mode.Read(configuration);
        return mode == SpoolMode.WhenNeeded || Directory.TryRead(configuration, out _)
            ? mode
            : throw new InvalidOperationException(
                $"{Mode.Name} is '{mode}', but there is no spool: {Directory.Name} is not set. Set {Directory.Name} to a directory on a local disk, or remove {Mode.Name}.");
    }
}
