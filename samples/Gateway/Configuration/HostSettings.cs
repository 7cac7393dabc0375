using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>Checks settings of the host whose errors do not name the setting.</summary>
internal static class HostSettings
{
    private const string Levels = "LogLevel";
    private const string MostConnections = "Kestrel:Limits:MaxConcurrentConnections";
    private const string Shutdown = "shutdownTimeoutSeconds";

    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void Check(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        foreach (var level in logging.GetChildren().Select(static provider => provider.GetSection(Levels)).Prepend(logging.GetSection(Levels)).SelectMany(static levels => levels.GetChildren()))
        {
            if (level.Value is { Length: > 0 } name && !Enum.TryParse<LogLevel>(name, ignoreCase: true, out _))
            {
                throw Error(level, string.Join(", ", Enum.GetNames<LogLevel>()));
            }
        }

        var shutdown = configuration.GetSection(Shutdown);
        if (shutdown.Value is { Length: > 0 } seconds && !int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw Error(shutdown, "a whole number of seconds");
        }

        foreach (var url in configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(static endpoint => endpoint.GetSection("Url")))
        {
            if (url.Value is { Length: > 0 } address && !GatewayCommand.IsAddress(address))
            {
                throw Error(url, "an address to listen on, such as http://localhost:4000");
            }
        }
    }

    /// <summary>How many connections callers may have at once; <see langword="null"/> if the operator says nothing. ASP.NET Core reads this setting in code only.</summary>
    /// <exception cref="InvalidOperationException">The value is not allowed.</exception>
    public static long? ReadMostConnections(IConfiguration configuration)
    {
        var setting = configuration.GetSection(MostConnections);
        return setting.Value is not { Length: > 0 } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
            : throw Error(setting, "a whole number of 1 or more");
    }

    private static InvalidOperationException Error(IConfigurationSection setting, string allowed) =>
        new($"{setting.Path} is '{setting.Value}'. Allowed: {allowed}.");
}
