namespace TracedLlm.Samples.Gateway;

/// <summary>Reads the numbers of routing settings.</summary>
internal static class RoutingNumbers
{
    private const double LongestTime = 24 * 60 * 60;

    /// <summary>A whole number; <see langword="null"/> if absent.</summary>
    public static int? ReadWhole(SettingsSection settings, string name, int most, int least = 0) => settings.Number(name) switch
    {
        null => null,
        { } number when number >= least && number <= most && double.IsInteger(number) => (int)number,
        _ => throw settings.Error(name, $"must be a whole number from {least} to {most}"),
    };

    /// <summary>A time in seconds that is not 0; <see langword="null"/> if absent.</summary>
    public static TimeSpan? ReadTimeout(SettingsSection settings, string name) => settings.Number(name) switch
    {
        null => null,
        { } seconds when seconds is > 0 and <= LongestTime => TimeSpan.FromSeconds(seconds),
        _ => throw settings.Error(name, $"must be more than 0 and at most {LongestTime} seconds"),
    };

    /// <summary>A time in seconds, or 0; <see langword="null"/> if absent.</summary>
    public static TimeSpan? ReadTime(SettingsSection settings, string name) => settings.Number(name) switch
    {
        null => null,
        { } seconds when seconds <= LongestTime => TimeSpan.FromSeconds(seconds),
        _ => throw settings.Error(name, $"must be at most {LongestTime} seconds"),
    };
}
