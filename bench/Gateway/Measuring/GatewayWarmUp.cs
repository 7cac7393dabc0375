using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Load at the limit until the JIT has little left to compile.</summary>
internal static class GatewayWarmUp
{
    private const double Seconds = 2;
    private const int Most = 6;

    /// <summary>A gateway is warm if the JIT compiles less than a hundredth of its methods, also again, in some seconds at its limit.</summary>
    private const double MostNewMethods = 0.01;

    /// <param name="gateway">The gateway.</param>
    /// <param name="instruments">The processes around it.</param>
    /// <param name="isStream">For each kind of answer that is measured later, whether it is a stream.</param>
    public static void Run(GatewayProcess gateway, Instruments instruments, IEnumerable<bool> isStream)
    {
        foreach (var workload in isStream.Distinct().Select(static isStream => isStream ? Workload.SaturatedStreams(Seconds) : Workload.Saturated(Seconds)).ToList())
        {
            instruments.Set(workload.Upstream);
            for (var (count, before) = (0, gateway.Figures().Jitted); count < Most; count++)
            {
                gateway.Load(workload.Order);
                var jitted = gateway.Figures().Jitted;
                if (jitted - before < MostNewMethods * jitted)
                {
                    break;
                }

                before = jitted;
            }
        }
    }
}
