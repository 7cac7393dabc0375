using EdgeProxy.Configuration;
using EdgeProxy.Forwarding;

namespace EdgeProxy.Health
{
    internal sealed class ActiveHealthChecks : BackgroundService
    {
        private readonly ClusterTable _clusters;
        private readonly IHttpClientFactory _clients;
        private readonly ILogger _logger;

        public ActiveHealthChecks(ClusterTable clusters, IHttpClientFactory clients, ILogger<ActiveHealthChecks> logger)
        {
            _clusters = clusters;
            _clients = clients;
            _logger = logger;
        }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(10));
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var probes = from cluster in _clusters.All
                             where cluster.Options.HealthPath is not null
                             from destination in cluster.Destinations
                             select ProbeAsync(destination, cluster.Options.HealthPath!, stoppingToken);
                await Task.WhenAll(probes);
            }
        }

        private async Task ProbeAsync(Destination destination, string path, CancellationToken cancellationToken)
        {
            try
            {
                using var client = _clients.CreateClient("health");
                using var response = await client.GetAsync(new Uri(destination.Address, path), cancellationToken);
                destination.Report(response.IsSuccessStatusCode);
            }
            catch
            {
                destination.Report(succeeded: false);
                _logger.LogDebug("{Destination} does not answer its probe", destination.Address);
            }
        }
    }
}
