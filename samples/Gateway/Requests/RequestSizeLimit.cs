using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Samples.Gateway;

/// <summary>The limit of a request's body. A longer body is refused with 413.</summary>
internal static class RequestSizeLimit
{
    /// <summary>The limit of bodies that the gateway holds in memory; providers accept as much for images in JSON.</summary>
    public const long DefaultBytes = 32 * 1024 * 1024;

    public static void Set(HttpContext http, GatewayConfiguration configuration)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            feature.MaxRequestBodySize = configuration.MaxRequestBytes ?? (IsFile(http) ? null : DefaultBytes);
        }
    }

    // These bodies pass while they arrive, or wait in a file.
    private static bool IsFile(HttpContext http) =>
        LlmRequest.IsForm(http.Request)
        || (http.GetEndpoint()?.Metadata.GetMetadata<ServedRoute>() is { Format.TakesAnyBody: true } && !http.Request.HasJsonContentType());
}
