namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>general_settings</c>: the keys that the gateway accepts, and the limit of requests.</summary>
internal static class GeneralSettingsReader
{
    private const int BytesInMegabyte = 1024 * 1024;

    public static long? ReadMaxRequestBytes(SettingsSection? settings) => settings?.Number("max_request_size_mb") switch
    {
        null => null,
        { } megabytes and > 0 and < int.MaxValue => (long)(megabytes * BytesInMegabyte),
        _ => throw settings.Error("max_request_size_mb", "must be more than 0"),
    };

    public static IReadOnlyList<ApiKey> Read(SettingsSection? settings)
    {
        if (settings is null)
        {
            return [];
        }

        var keys = new List<ApiKey>();
        if (settings.Text("master_key") is { } master)
        {
            // An empty key would not protect the gateway, although the file asks for a key.
            keys.Add(master.Length == 0 ? throw settings.Error("master_key", "is empty") : new ApiKey(master) { Alias = "master_key" });
        }

        foreach (var entry in settings.Sections("keys"))
        {
            keys.Add(new ApiKey(entry.RequiredText("key"))
            {
                Alias = entry.Text("key_alias"),
                TeamId = entry.Text("team_id"),
                TeamAlias = entry.Text("team_alias"),
                UserId = entry.Text("user_id"),
                Metadata = KeyMetadataReader.Read(entry),
                Destinations = DestinationReader.ReadKey(entry, out var tags),
                Tags = tags,
            });
        }

        return keys.DistinctBy(key => key.Hash).Count() == keys.Count ? keys : throw settings.Error("keys", "hold the same key twice");
    }
}
