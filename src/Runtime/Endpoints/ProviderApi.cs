using System.Collections.Concurrent;
using TracedLlm.Facts;

namespace TracedLlm.Endpoints;

/// <summary>Finds the API of a provider's URL by the end of its path, as <see cref="LlmApiLookup"/> does with a route pattern.</summary>
internal static class ProviderApi
{
    // A path may contain ids, so that the number of paths has no bound: the cache keeps this many.
    private const int MaxKnown = 256;

    private static readonly ConcurrentDictionary<string, LlmApiFacts?> Known = new(StringComparer.Ordinal);

    /// <summary>The row of the API that <paramref name="request"/> calls; <see langword="null"/> if its URL names no API.</summary>
    public static LlmApiFacts? Find(HttpRequestMessage? request) =>
        request is { RequestUri: { IsAbsoluteUri: true } uri } ? Find(request.Method.Method, uri.AbsolutePath) : null;

    /// <summary>The model that a provider's URL names, as at Azure, Bedrock and Gemini; <see langword="null"/> if it names none.</summary>
    public static string? FindModel(HttpRequestMessage request) =>
        request is { RequestUri: { IsAbsoluteUri: true } uri } ? FindModel(request.Method.Method, uri.AbsolutePath) : null;

    /// <summary>The model that a path names; <see langword="null"/> if it names none.</summary>
    public static string? FindModel(string method, string? path) =>
        Find(method, path) is { } row && LlmApiLookup.FindModel(row, Split(path!)) is { } model ? Uri.UnescapeDataString(model) : null;

    /// <summary>The row of a path; <see langword="null"/> if the path names no API, or if the method is not POST.</summary>
    public static LlmApiFacts? Find(string method, string? path)
    {
        if (method != "POST" || string.IsNullOrEmpty(path))
        {
            return null;
        }

        if (Known.TryGetValue(path, out var row))
        {
            return row;
        }

        row = LlmApiLookup.Infer(Split(path), method);
        if (Known.Count < MaxKnown)
        {
            Known.TryAdd(path, row);
        }

        return row;
    }

    private static RouteSegment[] Split(string path) =>
        [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(text => new RouteSegment(text, null))];
}
