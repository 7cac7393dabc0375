using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using EdgeProxy.Forwarding;
using Microsoft.Extensions.Options;

namespace EdgeProxy.Configuration
{
    internal sealed class ClusterTable : IDisposable
    {
        private readonly IDisposable? _changes;
        private ImmutableDictionary<string, Cluster> _clusters = ImmutableDictionary<string, Cluster>.Empty;

        public ClusterTable(IOptionsMonitor<ProxyOptions> options)
        {
            Load(options.CurrentValue);
            _changes = options.OnChange(Load);
        }

        public bool TryGet(string name, [NotNullWhen(true)] out Cluster? cluster) => Volatile.Read(ref _clusters).TryGetValue(name, out cluster);

        public IEnumerable<Cluster> All => Volatile.Read(ref _clusters).Values;

        public object Describe() => All.Select(cluster => new
        {
            cluster.Name,
            Region = cluster.Options.Metadata.GetValueOrDefault("region"),
            Session = cluster.Options.Metadata.TryGetValue("sesion_affinity", out var affinity) ? affinity : "none",
            Destinations = cluster.Destinations.Select(destination => new { destination.Address, destination.IsHealthy, destination.Running }),
        });

        public void Dispose() => _changes?.Dispose();

        private void Load(ProxyOptions options)
        {
            var before = _clusters;
            var now = ImmutableDictionary.CreateBuilder<string, Cluster>(StringComparer.OrdinalIgnoreCase);
            foreach (var (name, cluster) in options.Clusters)
            {
                now[name] = new Cluster(name, cluster, cluster.Destinations.Select(address =>
                    before.GetValueOrDefault(name)?.Find(address) ?? new Destination(new Uri(address))).ToImmutableArray());
            }

            Volatile.Write(ref _clusters, now.ToImmutable());
        }
    }
}
