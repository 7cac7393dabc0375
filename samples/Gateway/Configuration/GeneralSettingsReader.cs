namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>general_settings</c>: the keys that the gateway accepts, and the limit of requests.</summary>
internal static class GeneralSettingsReader
{
    /// <summary>LiteLLM's variable, for a file without <c>master_key</c>.</summary>
    public const string MasterKeyVariable = "LITELLM_MASTER_KEY";

    private const string MasterKey = "master_key";
    private const string AllowUnauthenticated = "allow_unauthenticated";
    private const int BytesInMegabyte = 1024 * 1024;

    public static long? ReadMaxRequestBytes(SettingsSection? settings) => settings?.Number("max_request_size_mb") switch
    {
        null => null,
        { } megabytes and > 0 and < int.MaxValue => (long)(megabytes * BytesInMegabyte),
        _ => throw settings.Error("max_request_size_mb", "must be more than 0"),
    };

    /// <summary>The header that <c>litellm_key_header_name</c> names.</summary>
    public static string? ReadKeyHeader(SettingsSection? settings)
    {
        const string Setting = "litellm_key_header_name";
        return settings?.Text(Setting) switch
        {
            null or "" => null,
            var name when !name.All(IsOfHeaderName) => throw settings.Error(Setting, $"must be the name of a header, such as X-Gateway-Key, not '{name}'"),
            var name => name,
        };
    }

    /// <summary>The keys of the file; the master key may come from <see cref="MasterKeyVariable"/>.</summary>
    /// <exception cref="ConfigurationException">A key is wrong.</exception>
    public static IReadOnlyList<ApiKey> ReadKeys(SettingsSection? settings, ConfigurationSource source)
    {
        List<ApiKey> keys = [.. ReadMasterKey(settings), .. settings?.Sections("keys").Select(ReadKey) ?? []];
        if (keys.DistinctBy(key => key.Hash).Count() != keys.Count)
        {
            throw settings!.Error("keys", "hold the same key twice");
        }

        if (settings?.Text(MasterKey) is null && source.Variable(MasterKeyVariable)?.Trim() is { Length: > 0 } variable && !keys.Exists(key => key.Matches(ApiKey.ComputeHash(variable))))
        {
            keys.Insert(0, new ApiKey(variable) { Alias = MasterKey });
        }

        return keys;
    }

    /// <summary>Whether the operator wants a gateway without keys.</summary>
    public static bool ReadAllowUnauthenticated(SettingsSection? settings) => settings?.Boolean(AllowUnauthenticated) ?? false;

    /// <exception cref="ConfigurationException">There is no key, and the file does not say that this is wanted.</exception>
    public static void RequireKeys(GatewayConfiguration configuration, ConfigurationSource source)
    {
        if (configuration.Keys.Count == 0 && !configuration.AllowUnauthenticated)
        {
            throw source.Error(
                $"there is no key, and everybody could use the gateway. Set general_settings.{MasterKey} or the environment variable {MasterKeyVariable}, "
                + $"or general_settings.{AllowUnauthenticated}: true if everybody may");
        }

        if (configuration.Keys.Count > 0 && configuration.AllowUnauthenticated)
        {
            source.Warn($"general_settings.{AllowUnauthenticated} has no effect: there are keys, and the gateway accepts only requests with one of them");
        }
    }

    private static IEnumerable<ApiKey> ReadMasterKey(SettingsSection? settings) => settings?.Text(MasterKey)?.Trim() switch
    {
        null => [],

        // An empty key would not protect the gateway, although the file asks for a key.
        "" => throw settings.Error(MasterKey, $"is empty. Remove it to use the environment variable {MasterKeyVariable}"),
        var key => [new ApiKey(key) { Alias = MasterKey }],
    };

    private static ApiKey ReadKey(SettingsSection entry) => new(entry.Expect(KnownSettings.Key).RequiredText("key").Trim())
    {
        Alias = entry.Text("key_alias"),
        TeamId = entry.Text("team_id"),
        TeamAlias = entry.Text("team_alias"),
        UserId = entry.Text("user_id"),
        Metadata = KeyMetadataReader.Read(entry),
        Parent = CallerParentReader.Read(entry.Section("metadata")),
        MessageLogging = MessageLogging.ReadKey(entry),
        Destinations = DestinationReader.ReadKey(entry, out var tags),
        Tags = tags,
        MaxParallelRequests = ParallelLimitReader.Read(entry),
    };

    // RFC 9110, 5.6.2.
    private static bool IsOfHeaderName(char character) => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character, StringComparison.Ordinal);
}
