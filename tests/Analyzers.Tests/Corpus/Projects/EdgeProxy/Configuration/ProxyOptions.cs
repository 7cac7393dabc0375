namespace EdgeProxy.Configuration
{
    internal sealed class ProxyOptions
    {
        public Dictionary<string, ClusterOptions> Clusters { get; set; } = new();

        public Dictionary<string, string> Aliases { get; set; } = new();

        /// <summary>Share of the traffic that is sent to <see cref="ShadowCluster"/> as well, from 0 to 1.</summary>
        public double ShadowShare { get; set; }

        public string? ShadowCluster { get; set; }
    }

    internal sealed class ClusterOptions
    {
        public List<string> Destinations { get; set; } = new();

        public string? HealthPath { get; set; }

        public TimeSpan ActivityTimeout { get; set; } = TimeSpan.FromSeconds(100);

        // Operators annotate clusters; dashboards print it.
        public Dictionary<string, string> Metadata { get; set; } = new();
    }
}
