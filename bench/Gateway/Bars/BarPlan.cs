using TracedLlm.Bench.Gateway.Measuring;
using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Bars;

/// <summary>What the bars measure, in under ten minutes together.</summary>
internal static class BarPlan
{
    public const int Rounds = 5;
    public const int FreshSeconds = 15;
    public const int FloodSeconds = 3;
    public const int FreshRounds = 1;

    private const int TenKilobytes = 10 * 1024;

    public static Workload Saturated { get; } = Workload.Saturated(1);

    public static Workload LongPrompts { get; } = Workload.Saturated(1, bodyBytes: TenKilobytes);

    /// <summary>The rate at which the collector is down too.</summary>
    public static Workload RateOfDown { get; } = Workload.AtRate(300, 1.5);

    public static IReadOnlyList<Workload> Rates { get; } = [Workload.AtRate(30, 2.5), RateOfDown, Workload.AtRate(2000, 1)];

    public static Workload Streams { get; } = Workload.SaturatedStreams(1);

    public static IReadOnlyList<(Workload Workload, IReadOnlyList<GatewayMode> Modes)> All { get; } =
    [
        (Saturated, [GatewayModes.None, GatewayModes.Floor, GatewayModes.Off, GatewayModes.Unsampled, GatewayModes.All, GatewayModes.Viewer, GatewayModes.ByHand, GatewayModes.Down]),
        (LongPrompts, [GatewayModes.None, GatewayModes.Floor, GatewayModes.All, GatewayModes.Content]),
        .. Rates.Select(static rate => (rate, (IReadOnlyList<GatewayMode>)[GatewayModes.None, GatewayModes.Floor, GatewayModes.All, GatewayModes.ByHand, .. rate == RateOfDown ? [GatewayModes.Down] : (IReadOnlyList<GatewayMode>)[]])),
        (Streams, [GatewayModes.None, GatewayModes.Floor, GatewayModes.All]),
        (StreamPlan.Long, [GatewayModes.None, GatewayModes.Floor, GatewayModes.All]),
        (StreamPlan.Short, [GatewayModes.None, GatewayModes.Floor, GatewayModes.All]),
    ];
}
