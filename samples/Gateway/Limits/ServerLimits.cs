using System.Globalization;

namespace TracedLlm.Samples.Gateway;

/// <summary>What the server takes at once. A process that has no descriptor left ends.</summary>
/// <param name="Requests">The requests to LLM routes.</param>
/// <param name="Connections">The connections of callers, idle ones included.</param>
internal sealed record ServerLimits(int Requests, long Connections)
{
    // Envoy's default, max_requests: https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/cluster/v3/circuit_breaker.proto
    private const int MostRequests = 1024;

    // An idle connection takes some 10 KB.
    private const int MostConnections = 10_000;

    // Half of the descriptors for callers. A request has a connection to its provider and perhaps one to a guardrail: a quarter. The
    // rest is for files, backends, and connections that are being closed.
    private const int PartOfConnections = 2;
    private const int PartOfRequests = 8;

    // Kestrel's default, and the largest that Linux allows by default (net.core.somaxconn).
    private const int LeastBacklog = 512;
    private const int MostBacklog = 4096;

    // The connections of a request: its caller's, its provider's, a guardrail's.
    private const int ConnectionsOfRequest = 3;

    /// <summary>
    /// The connections that wait until they are accepted. A caller who finds no place there tries again after a second: a burst must
    /// find places for all connections that the server takes, and for some that it closes at once.
    /// </summary>
    public int Backlog => (int)Math.Clamp(Connections, LeastBacklog, MostBacklog);

    /// <summary>Limits that were set, and that the operating system may not allow.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The limits that are set, otherwise those that the operating system allows.</summary>
    /// <param name="configuration">The gateway's configuration.</param>
    /// <param name="connections">The connections that the operator allows; <see langword="null"/> if nothing is set.</param>
    /// <param name="descriptors">The limit of open files and sockets; <see langword="null"/> if it is not known.</param>
    public static ServerLimits Create(GatewayConfiguration configuration, long? connections, int? descriptors)
    {
        var open = descriptors ?? int.MaxValue;
        var requests = configuration.GlobalMaxParallelRequests;
        return new ServerLimits(requests ?? Math.Clamp(open / PartOfRequests, 1, MostRequests), connections ?? Math.Clamp(open / PartOfConnections, 1, MostConnections))
        {
            Warnings =
            [
                .. Warn("general_settings.global_max_parallel_requests", requests, open / ConnectionsOfRequest, "each request needs up to three"),
                .. Warn("Kestrel:Limits:MaxConcurrentConnections", connections, open, "each connection needs one"),
            ],
        };

        IEnumerable<string> Warn(string setting, long? value, int allowed, string need) => value > allowed
            ? [string.Create(CultureInfo.InvariantCulture, $"{setting} is {value}, but the process may open {open} files and sockets, and {need}: raise the limit (ulimit -n, LimitNOFILE), or lower the setting")]
            : [];
    }
}
