using System.Collections.Concurrent;
using TracedLlm.Facts;

namespace TracedLlm.Endpoints;

/// <summary>The API that a provider is called with, by the end of the path: what a route pattern ends with, a path does, too.</summary>
internal static class ProviderApi
{
    // A path may carry ids.
    private const int MaxKnown = 256;

    private static readonly ConcurrentDictionary<string, LlmApiFacts?> Known = new(StringComparer.Ordinal);

    /// <summary>The row of what <paramref name="request"/> calls; <see langword="null"/> if its URL names none.</summary>
    public static LlmApiFacts? Find(HttpRequestMessage? request) =>
        request is { RequestUri: { IsAbsoluteUri: true } uri } ? Find(request.Method.Method, uri.AbsolutePath) : null;

    /// <summary>The row of a path; <see langword="null"/> if it names none, or nothing is generated with this method.</summary>
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

        RouteSegment[] segments = [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(text => new RouteSegment(text, null))];
        row = LlmApiLookup.Infer(segments, method);
        if (Known.Count < MaxKnown)
        {
            Known.TryAdd(path, row);
        }

        return row;
    }
}
