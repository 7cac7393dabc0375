internal sealed record Cluster(string Region);
