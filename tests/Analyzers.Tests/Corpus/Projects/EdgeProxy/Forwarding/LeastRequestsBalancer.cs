namespace EdgeProxy.Forwarding
{
    internal interface ILoadBalancer
    {
        Destination? Choose(Cluster cluster);
    }

    /// <summary>The better of two at random.</summary>
    internal sealed class LeastRequestsBalancer : ILoadBalancer
    {
        public Destination? Choose(Cluster cluster)
        {
            var healthy = cluster.Destinations.Where(destination => destination.IsHealthy).ToArray();
            switch (healthy.Length)
            {
                case 0:
                    return null;
                case 1:
                    return healthy[0];
                default:
                    var first = healthy[Random.Shared.Next(healthy.Length)];
                    var second = healthy[Random.Shared.Next(healthy.Length)];
                    return first.Running <= second.Running ? first : second;
            }
        }
    }
}
