using Microsoft.AspNetCore.Http;

namespace TracedLlm.Testing.Hosting;

internal static class RequestHeaders
{
    /// <summary>Reads the headers; repeated headers are joined with a comma, names ignore case.</summary>
    public static IReadOnlyDictionary<string, string> Read(HttpRequest request) =>
        request.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value.ToArray()), StringComparer.OrdinalIgnoreCase);
}
