using TracedLlm.Bench.Gateway.Modes;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Long-lived gateways, measured in turns.</summary>
internal sealed class RoundRun
{
    private const double Megabyte = 1024 * 1024;

    private RoundRun(IReadOnlyList<Measurement> measurements, IReadOnlyList<SpanAccount> accounts, FailedModes failed) => (Measurements, Accounts, Failed) = (measurements, accounts, failed);

    /// <summary>All measurements of the rounds that count.</summary>
    public IReadOnlyList<Measurement> Measurements { get; }

    public IReadOnlyList<SpanAccount> Accounts { get; }

    /// <summary>The modes that could not be measured to the end.</summary>
    public FailedModes Failed { get; }

    public IReadOnlyList<Summary> Summaries => [.. Measurements
        .GroupBy(static one => (one.Workload, one.Mode))
        .Select(static rounds => Summary.Create([.. rounds]))];

    /// <summary>Measures.</summary>
    /// <param name="instruments">The processes around the gateways.</param>
    /// <param name="plan">The workloads with their modes.</param>
    /// <param name="rounds">The number of rounds; the first does not count.</param>
    /// <param name="progress">Gets a line for each round.</param>
    public static RoundRun Run(Instruments instruments, IReadOnlyList<(Workload Workload, IReadOnlyList<GatewayMode> Modes)> plan, int rounds, Action<string> progress)
    {
        // 100% first: it counts the spans of a request for the modes that do not send all.
        var modes = plan.SelectMany(static one => one.Modes).Distinct().OrderBy(static mode => mode != GatewayModes.All).ToList();
        var gateways = new Dictionary<GatewayMode, GatewayProcess>();
        var failed = new FailedModes(instruments, progress);
        try
        {
            var rest = new Dictionary<GatewayMode, double>();
            foreach (var mode in modes)
            {
                failed.Try(mode, () =>
                {
                    var gateway = gateways[mode] = new GatewayProcess(mode, instruments);
                    gateway.WaitForAnswer();
                    gateway.Calibrate();
                    rest[mode] = gateway.ResidentBytes / Megabyte;
                    GatewayWarmUp.Run(gateway, instruments, plan.Where(one => one.Modes.Contains(mode)).Select(static one => one.Workload.Order.IsStream));
                    progress($"{mode.Name} is warm");
                });
            }

            var measurements = new List<Measurement>();
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (workload, ofWorkload) in plan)
                {
                    // In changing order, so that no mode always follows the same one.
                    foreach (var mode in round % 2 == 0 ? ofWorkload : ofWorkload.Reverse())
                    {
                        failed.Try(mode, () => measurements.Add(Measure.Once(gateways[mode], instruments, workload, round)));
                    }
                }

                progress($"round {round + 1} of {rounds} is measured{(round == 0 && rounds > 1 ? " and thrown away" : "")}");
            }

            var accounts = modes.ToDictionary(static mode => mode, static mode => SpanAccount.Unknown(mode.Name));
            foreach (var mode in modes)
            {
                failed.Try(mode, () => accounts[mode] = Account(gateways[mode], rest[mode]));
            }

            return new(
                [.. measurements.Where(one => one.Round > 0 || rounds == 1)],
                [.. modes.OrderBy(static mode => GatewayModes.Every.ToList().IndexOf(mode)).Select(mode => accounts[mode])],
                failed);
        }
        finally
        {
            foreach (var gateway in gateways.Values)
            {
                gateway.Dispose();
            }
        }
    }

    private static SpanAccount Account(GatewayProcess gateway, double rest)
    {
        var after = gateway.ResidentBytes / Megabyte;
        var received = gateway.AwaitSpans(gateway.Mode.Share is 0 or 1 ? gateway.SpansExpected : double.MaxValue);
        var requests = gateway.SpansOfRequest == 0 ? 0 : received / gateway.SpansOfRequest;
        return new(gateway.Mode.Name, gateway.SpansExpected, received, requests == 0 ? 0 : (double)gateway.Sink.Bytes / requests, rest, after, gateway.CollectedFigures().Heap / Megabyte);
    }
}
