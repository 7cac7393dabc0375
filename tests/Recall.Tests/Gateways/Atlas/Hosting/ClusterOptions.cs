namespace Atlas.Hosting;

public sealed class ClusterOptions
{
    public Dictionary<string, Uri> Destinations { get; init; } = [];

    public Uri For(string cluster) => Destinations.TryGetValue(cluster, out var destination) ? destination : throw new ClusterUnknownException(cluster);
}
