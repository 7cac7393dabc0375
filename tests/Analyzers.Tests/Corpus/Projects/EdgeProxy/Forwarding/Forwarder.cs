using System.Net;
using EdgeProxy.Configuration;
using EdgeProxy.Transforms;
using Microsoft.AspNetCore.Http.Features;

namespace EdgeProxy.Forwarding
{
    internal sealed partial class Forwarder
    {
        private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
        {
            "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Host",
        };

        private readonly IHttpClientFactory _clients;
        private readonly ClusterTable _clusters;
        private readonly ILoadBalancer _balancer;
        private readonly IRequestTransform[] _transforms;
        private readonly ILogger<Forwarder> _logger;

        public Forwarder(IHttpClientFactory clients, ClusterTable clusters, ILoadBalancer balancer, IEnumerable<IRequestTransform> transforms, ILogger<Forwarder> logger)
        {
            (_clients, _clusters, _balancer, _transforms, _logger) = (clients, clusters, balancer, transforms.OrderBy(transform => transform.Order).ToArray(), logger);
        }

        public async Task ForwardAsync(HttpContext http, string clusterName)
        {
            if (!_clusters.TryGet(clusterName, out var cluster) || _balancer.Choose(cluster) is not { } destination)
            {
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            destination.Enter();
            try
            {
                using var request = await TransformAsync(http, cluster, destination);
                using var client = _clients.CreateClient("upstream");
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
                destination.Report(response.StatusCode < HttpStatusCode.InternalServerError);
                await RelayAsync(response, http, cluster.Options.ActivityTimeout);
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                destination.Report(succeeded: false);
                LlmTrace.Current?.RecordException(failure);
                Log.Unreachable(_logger, destination.Address, failure);
                if (!http.Response.HasStarted)
                {
                    http.Response.StatusCode = StatusCodes.Status502BadGateway;
                }
            }
            finally
            {
                destination.Leave();
            }
        }

        [TracedStage("transform")]
        private partial Task<HttpRequestMessage> TransformAsync(HttpContext http, [SpanTag("proxy.cluster", Path = "Name")] Cluster cluster, [SpanTag("proxy.destination", Path = "Address.Host")] Destination destination);

        private async Task<HttpRequestMessage> TransformCoreAsync(HttpContext http, Cluster cluster, Destination destination)
        {
            var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(destination.Address, http.Request.Path + http.Request.QueryString.Value));
            if (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not false)
            {
                request.Content = new StreamContent(http.Request.Body);
            }

            foreach (var (name, values) in http.Request.Headers)
            {
                if (!HopByHop.Contains(name) && !request.Headers.TryAddWithoutValidation(name, values.ToArray()))
                {
                    request.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
                }
            }

            request.Options.Set(new HttpRequestOptionsKey<string>("cluster"), cluster.Name);
            foreach (var transform in _transforms)
            {
                await transform.ApplyAsync(new TransformContext(http, request, cluster), http.RequestAborted);
            }

            return request;
        }

        private static async Task RelayAsync(HttpResponseMessage response, HttpContext http, TimeSpan idle)
        {
            http.Response.StatusCode = (int)response.StatusCode;
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            {
                if (!HopByHop.Contains(name))
                {
                    http.Response.Headers[name] = values.ToArray();
                }
            }

            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            await using var body = await response.Content.ReadAsStreamAsync(timeout.Token);
            var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 * 1024);
            try
            {
                for (timeout.CancelAfter(idle); await body.ReadAsync(buffer, timeout.Token) is > 0 and var read; timeout.CancelAfter(idle))
                {
                    await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), timeout.Token);
                }
            }
            finally
            {
                System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        private static class Log
        {
            private static readonly Action<ILogger, Uri, Exception?> UnreachableMessage =
                LoggerMessage.Define<Uri>(LogLevel.Warning, new EventId(1, nameof(Unreachable)), "{Destination} is unreachable");

            public static void Unreachable(ILogger logger, Uri destination, Exception failure) => UnreachableMessage(logger, destination, failure);
        }
    }
}
