using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Upstream;

namespace TracedLlm.Bench.Gateway.Overloads;

/// <summary>What limits the gateway's capacity.</summary>
/// <param name="Name">The name in tables and files.</param>
/// <param name="Mode">The gateway.</param>
/// <param name="Upstream">The provider.</param>
/// <param name="Connections">The connections of the closed loop that finds the capacity.</param>
internal sealed record OverloadCase(string Name, GatewayMode Mode, UpstreamSettings Upstream, int Connections)
{
    private const int Limit = 64;
    private const int Delay = 100;
    private const int Callers = 32;

    /// <summary>
    /// A slow provider and a limit of requests at once, as gateways have it: the machine has time left. The processor: a provider that
    /// answers at once, and the default limit. With two processors, the load generator takes its part of them.
    /// </summary>
    public static IReadOnlyList<OverloadCase> All { get; } =
    [
        new("requests at once", GatewayModes.SampleOn with { MostRequests = Limit }, new UpstreamSettings(Delay, ChatAnswers.Events, 0), Limit),
        new("processor", GatewayModes.SampleOn, new UpstreamSettings(0, ChatAnswers.Events, 0), Callers),
    ];

    /// <summary>As many requests as the gateway answers.</summary>
    public LoadOrder Capacity(double seconds) => new(0, 0, Connections, seconds);
}
