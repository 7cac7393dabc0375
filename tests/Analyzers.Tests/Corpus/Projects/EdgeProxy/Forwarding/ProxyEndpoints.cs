using System.Diagnostics;
using EdgeProxy.Configuration;

namespace EdgeProxy.Forwarding
{
    internal static class ProxyEndpoints
    {
        public static IEndpointRouteBuilder MapProxy(this IEndpointRouteBuilder routes)
        {
            foreach (var (prefix, cluster) in new[] { ("/openai", "openai"), ("/vllm", "vllm") })
            {
                var group = routes.MapGroup(prefix).WithMetadata(new ClusterName(cluster));
                group.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http, Forwarder forwarder) => ForwardAsync(http, forwarder));
                group.MapPost("/v1/completions", [TracedLlmRoute] (HttpContext http, Forwarder forwarder) => ForwardAsync(http, forwarder));
                group.MapPost("/v1/embeddings", [TracedLlmRoute(LlmApi.Embeddings)] (HttpContext http, Forwarder forwarder) => ForwardAsync(http, forwarder));
            }

            routes.MapPost("/anthropic/v1/messages", [TracedLlmRoute] async (HttpContext http, Forwarder forwarder, ShadowTraffic shadow) =>
            {
                http.Items["proxy.parent"] = Activity.Current; // TLM1005
                http.Items["proxy.cluster"] = "anthropic";
                http.Request.EnableBuffering();
                shadow.MirrorAsync(await ShadowTraffic.CopyOfAsync(http)); // TLM2004
                http.Request.Body.Position = 0;
                await forwarder.ForwardAsync(http, "anthropic");
            });
            routes.Map("/raw/{cluster}/{**rest}", [TracedLlmRoute(LlmApi.PassThrough)] (HttpContext http, string cluster, Forwarder forwarder) =>
                forwarder.ForwardAsync(http, cluster));
            return routes;
        }

        private static Task ForwardAsync(HttpContext http, Forwarder forwarder)
        {
            var name = http.GetEndpoint()?.Metadata.GetMetadata<ClusterName>()?.Value;
            return name is null ? Missing(http) : forwarder.ForwardAsync(http, name);
        }

        private static Task Missing(HttpContext http)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return http.Response.CompleteAsync();
        }

        private sealed record ClusterName(string Value);
    }
}
