using System.Text.Json;

namespace TracedLlm.Samples.Gateway;

/// <summary>Reads <c>fallbacks</c> of a request: names of models, objects with a model and the fields that differ for it, or lists for a model as in a configuration, <c>[{"model": ["fallback"]}]</c>.</summary>
internal static class FallbacksReader
{
    // Each one may call a paid provider, with retries, and has spans.
    private const int MostFallbacks = 10;

    private static readonly string[] Fixed =
    [
        ServedRoute.Stream, LiteLlmFields.Fallbacks, LiteLlmFields.DisableFallbacks, LiteLlmFields.NumRetries, LiteLlmFields.Timeout, LiteLlmFields.RequestTimeout,
        LiteLlmFields.StreamTimeout, LiteLlmFields.ApiBase, LiteLlmFields.BaseUrl, LiteLlmFields.ApiKey, LiteLlmFields.Cache, LiteLlmFields.Caching,
        LiteLlmFields.Guardrails, LiteLlmFields.MockResponse, LiteLlmFields.MockTimeout,
    ];

    /// <param name="option">The field.</param>
    /// <exception cref="BadRequestException">The field is no list of models, or the list is too long.</exception>
    public static List<RequestedFallback>? Read(Option? option)
    {
        if (option is not { } fallbacks)
        {
            return null;
        }

        if (fallbacks.Value.ValueKind != JsonValueKind.Array)
        {
            throw NotModels(fallbacks);
        }

        var models = fallbacks.Value.EnumerateArray().SelectMany(item => Read(item, fallbacks)).Take(MostFallbacks + 1).ToList();
        return models.Count <= MostFallbacks ? models : throw fallbacks.Error($"must not name more than {MostFallbacks} models");
    }

    private static IEnumerable<RequestedFallback> Read(JsonElement item, Option fallbacks) => item.ValueKind switch
    {
        JsonValueKind.String => [new(item.GetString()!)],
        JsonValueKind.Object when item.TryGetProperty(ServedRoute.Model, out var model) => [ReadModel(item, model, fallbacks)],
        JsonValueKind.Object => item.EnumerateObject().SelectMany(group => ReadGroup(group, fallbacks)),
        _ => throw NotModels(fallbacks),
    };

    private static RequestedFallback ReadModel(JsonElement item, JsonElement model, Option fallbacks) =>
        model.ValueKind != JsonValueKind.String ? throw NotModels(fallbacks)
        : Fixed.FirstOrDefault(name => item.TryGetProperty(name, out _)) is { } wrong
            ? throw fallbacks.Error($"must not change '{wrong}', which is the same for all models of a request")
        : new(model.GetString()!, Changes: item.GetPropertyCount() > 1 ? item : null);

    private static IEnumerable<RequestedFallback> ReadGroup(JsonProperty group, Option fallbacks) =>
        group.Value.ValueKind == JsonValueKind.Array && group.Value.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? group.Value.EnumerateArray().Select(name => new RequestedFallback(name.GetString()!, group.Name))
            : throw NotModels(fallbacks);

    private static BadRequestException NotModels(Option fallbacks) => fallbacks.Error("must be a list of the names of models, or of objects with 'model' and the fields that differ for it");
}
