using System.Globalization;
using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads what a request asks of the gateway. A header goes before the body, as in LiteLLM.</summary>
internal static class RequestOptionsReader
{
    private const string TimeoutHeader = "x-litellm-timeout";
    private const string StreamTimeoutHeader = "x-litellm-stream-timeout";
    private const string NumRetriesHeader = "x-litellm-num-retries";

    // Fewer than those of litellm_settings: a caller multiplies them with its fallbacks.
    private const int MostRetries = 10;

    // The limit of litellm_settings.
    private const double LongestTimeout = 24 * 60 * 60;

    /// <exception cref="BadRequestException">A value is not valid, or a field is refused.</exception>
    public static RequestOptions Read(IReadOnlyList<GatewayField> fields, IHeaderDictionary headers)
    {
        if (fields.Count == 0 && !headers.ContainsKey(TimeoutHeader) && !headers.ContainsKey(StreamTimeoutHeader) && !headers.ContainsKey(NumRetriesHeader))
        {
            return RequestOptions.None;
        }

        if (fields.FirstOrDefault(field => field.Use == FieldUse.Refused) is { Name: { } refused })
        {
            throw new BadRequestException(LiteLlmFields.SdkArguments.TryGetValue(refused, out var advice)
                ? $"The field '{refused}' is an argument of an SDK, not a field of a request. {advice}"
                : $"The field '{refused}' is not allowed: the gateway's configuration decides which provider a request goes to. Name a model of GET /v1/models.");
        }

        var disablesFallbacks = Find(fields, LiteLlmFields.DisableFallbacks) is { } disabled && ReadBoolean(disabled);
        return new RequestOptions
        {
            NumRetries = ReadRetries(Header(headers, NumRetriesHeader) ?? Find(fields, LiteLlmFields.NumRetries)),
            Timeout = ReadTimeout(Header(headers, TimeoutHeader) ?? Find(fields, LiteLlmFields.Timeout) ?? Find(fields, LiteLlmFields.RequestTimeout)),
            StreamTimeout = ReadTimeout(Header(headers, StreamTimeoutHeader) ?? Find(fields, LiteLlmFields.StreamTimeout)),
            DisablesFallbacks = disablesFallbacks,
            Fallbacks = disablesFallbacks ? [] : FallbacksReader.Read(Find(fields, LiteLlmFields.Fallbacks)),
            Cache = CacheControlReader.Read(Find(fields, LiteLlmFields.Cache), Find(fields, LiteLlmFields.Caching)),
            MockResponse = ReadMock(Find(fields, LiteLlmFields.MockResponse)),
            MockTimeout = Find(fields, LiteLlmFields.MockTimeout) is { } mockTimeout && ReadBoolean(mockTimeout),
            Credentials = ClientCredentialsReader.Read(
                Find(fields, LiteLlmFields.ApiBase) ?? Find(fields, LiteLlmFields.BaseUrl), Find(fields, LiteLlmFields.ApiKey)),
        };
    }

    /// <summary>A number, or a text with one.</summary>
    public static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var number) => number,
        JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };

    /// <exception cref="BadRequestException">The value is not true or false.</exception>
    public static bool ReadBoolean(Option option) => option.Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw option.Error("must be true or false"),
    };

    private static int? ReadRetries(Option? option) => option is not { } retries ? null
        : Number(retries.Value) is { } number and >= 0 and <= MostRetries && double.IsInteger(number) ? (int)number
        : throw retries.Error($"must be a whole number from 0 to {MostRetries}");

    private static TimeSpan? ReadTimeout(Option? option) => option is not { } timeout ? null
        : Number(timeout.Value) is { } seconds and > 0 and <= LongestTimeout ? TimeSpan.FromSeconds(seconds)
        : throw timeout.Error($"must be a number of seconds, more than 0 and at most {LongestTimeout}");

    private static string? ReadMock(Option? option) => option is not { } mock ? null
        : mock.Value.ValueKind == JsonValueKind.String ? mock.Value.GetString()
        : throw mock.Error("must be the text of the answer, or litellm.RateLimitError, litellm.InternalServerError or litellm.ContextWindowExceededError");

    private static Option? Header(IHeaderDictionary headers, string name) =>
        headers[name].ToString() is { Length: > 0 } value ? new($"The header '{name}'", GatewayField.ValueOf(value)) : null;

    private static Option? Find(IReadOnlyList<GatewayField> fields, string name)
    {
        foreach (var field in fields)
        {
            if (field.Name == name && field.Use is FieldUse.Honoured or FieldUse.Allowed && field.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            {
                return new($"'{name}'", field.Value);
            }
        }

        return null;
    }
}
