using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Measures one mode under one workload.</summary>
internal static class Measure
{
    // Longer than the delay of a batch, so that the export of the last spans counts for the requests that made them.
    private static readonly TimeSpan ExportsWithin = TimeSpan.FromMilliseconds(1300);

    public static Measurement Once(GatewayProcess gateway, Instruments instruments, Workload workload, int round)
    {
        instruments.Set(workload.Upstream);
        var (used, switches) = (gateway.Figures(), ThreadSwitches.Read(gateway.Id));
        var result = gateway.Load(workload.Order);
        Thread.Sleep(ExportsWithin);
        var later = ThreadSwitches.Read(gateway.Id);
        var measurement = new Measurement(
            gateway.Mode.Name,
            workload.Name,
            round,
            result,
            gateway.Figures() - used,
            later.WakeUpsSince(switches),
            later.PreemptionsSince(switches));
        return result.Answered > 0
            ? measurement
            : throw new BenchException($"The gateway '{gateway.Mode.Name}' answers no request of '{workload.Name}': {result.Failure}{Environment.NewLine}{gateway.LogTail}");
    }
}
