using EdgeProxy.Configuration;
using Microsoft.Extensions.Options;

namespace EdgeProxy.Forwarding
{
    /// <summary>Sends a share of the requests to another cluster and forgets the answers.</summary>
    internal sealed class ShadowTraffic
    {
        private readonly IHttpClientFactory _clients;
        private readonly ClusterTable _clusters;
        private readonly IOptionsMonitor<ProxyOptions> _options;

        public ShadowTraffic(IHttpClientFactory clients, ClusterTable clusters, IOptionsMonitor<ProxyOptions> options)
        {
            _clients = clients;
            _clusters = clusters;
            _options = options;
        }

        public static async Task<byte[]> CopyOfAsync(HttpContext http)
        {
            using var copy = new MemoryStream((int)(http.Request.ContentLength ?? 4096));
            await http.Request.Body.CopyToAsync(copy, http.RequestAborted);
            return copy.ToArray();
        }

#pragma warning disable VSTHRD200
        public Task MirrorAsync(byte[] body)
#pragma warning restore VSTHRD200
        {
            var options = _options.CurrentValue;
            return options.ShadowCluster is { } name && Random.Shared.NextDouble() < options.ShadowShare && _clusters.TryGet(name, out var cluster)
                ? SendAsync(cluster, body)
                : Task.CompletedTask;
        }

        private async Task SendAsync(Cluster cluster, byte[] body)
        {
            using var client = _clients.CreateClient("upstream");
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            using var response = await client.PostAsync(new Uri(cluster.Destinations[0].Address, "/v1/messages"), content);
        }
    }
}
