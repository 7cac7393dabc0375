using System.Collections.Immutable;
using EdgeProxy.Configuration;

namespace EdgeProxy.Forwarding
{
    internal sealed record Cluster(string Name, ClusterOptions Options, ImmutableArray<Destination> Destinations)
    {
        public Destination? Find(string address) => Destinations.FirstOrDefault(destination => destination.Address == new Uri(address));
    }

    internal sealed class Destination
    {
        private int _running;
        private int _failures;

        public Destination(Uri address) => Address = address;

        public Uri Address { get; }

        public int Running => Volatile.Read(ref _running);

        public bool IsHealthy => Volatile.Read(ref _failures) < 3;

        public void Enter() => Interlocked.Increment(ref _running);

        public void Leave() => Interlocked.Decrement(ref _running);

        public void Report(bool succeeded)
        {
            if (succeeded)
            {
                Volatile.Write(ref _failures, 0);
            }
            else
            {
                Interlocked.Increment(ref _failures);
            }
        }
    }
}
