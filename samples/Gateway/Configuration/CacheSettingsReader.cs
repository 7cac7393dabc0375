using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>cache_params</c>. The cache is in the gateway's memory, whatever its type.</summary>
internal static class CacheSettingsReader
{
    private const string Section = "cache_params";
    private const string CallTypes = "supported_call_types";
    private const double LongestLifetime = 365 * 24 * 60 * 60;

    private static readonly FrozenDictionary<string, WireFormat?> FormatsByCallType = new Dictionary<string, WireFormat?>
    {
        ["completion"] = WireFormats.ChatCompletions,
        ["acompletion"] = WireFormats.ChatCompletions,
        ["text_completion"] = WireFormats.Completions,
        ["atext_completion"] = WireFormats.Completions,
        ["embedding"] = WireFormats.Embeddings,
        ["aembedding"] = WireFormats.Embeddings,
        ["rerank"] = WireFormats.Rerank,
        ["arerank"] = WireFormats.Rerank,
        ["responses"] = null,
        ["aresponses"] = null,
        ["anthropic_messages"] = WireFormats.Messages,
        ["transcription"] = null,
        ["atranscription"] = null,
    }.ToFrozenDictionary();

    public static CacheSettings Read(SettingsSection settings, ConfigurationSource source)
    {
        if (settings.Section(Section)?.Expect(KnownSettings.Cache) is not { } parameters)
        {
            return CacheSettings.Default;
        }

        var (ownTtl, memoryTtl) = (ReadLifetime(parameters, "ttl"), ReadLifetime(parameters, "default_in_memory_ttl"));
        if (parameters.Text("type") is { } type && type != "local" && settings.Boolean("cache") is true)
        {
            source.Warn(parameters.Error("type", $"is {type}: the gateway keeps answers in its own memory, which other processes do not share").Message);
        }

        return new()
        {
            Lifetime = ownTtl ?? memoryTtl ?? CacheSettings.Default.Lifetime,
            IsOnRequest = parameters.Text("mode") switch
            {
                null or "default_on" => false,
                "default_off" => true,
                var mode => throw parameters.Error("mode", $"must be default_on or default_off, not '{mode}'"),
            },
            Formats = parameters.Has(CallTypes) ? [.. parameters.Texts(CallTypes).Select(type => FindFormat(type, parameters)).OfType<WireFormat>()] : null,
        };
    }

    private static TimeSpan? ReadLifetime(SettingsSection parameters, string setting) => parameters.Number(setting) switch
    {
        null => null,
        { } seconds when seconds is > 0 and <= LongestLifetime => TimeSpan.FromSeconds(seconds),
        _ => throw parameters.Error(setting, $"must be more than 0 and at most {LongestLifetime} seconds"),
    };

    // The gateway never keeps the answers of some APIs.
    private static WireFormat? FindFormat(string callType, SettingsSection parameters) => FormatsByCallType.TryGetValue(callType, out var format)
        ? format
        : throw parameters.Error(CallTypes, $"has a type that is not known: '{callType}'; types: {string.Join(", ", FormatsByCallType.Keys.Order(StringComparer.Ordinal))}");
}
