using TracedLlm.Bench.Gateway.Load;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>One mode under one workload in all rounds: the medians of the rounds, and the percentiles of all their requests.</summary>
internal sealed record Summary(string Mode, string Workload)
{
    private const int MostThreads = 5;

    public double RequestsPerSecond { get; init; }

    public long Failed { get; init; }

    public double P50 { get; init; }

    public double P99 { get; init; }

    public double P999 { get; init; }

    public double Processor { get; init; }

    public double Allocated { get; init; }

    public double Pauses { get; init; }

    public double WakeUps { get; init; }

    public double Switches { get; init; }

    /// <summary>The threads that were woken most, with their wake-ups per request.</summary>
    public IReadOnlyList<(string Name, double WakeUps)> Threads { get; init; } = [];

    public double FirstEventP50 { get; init; }

    public double FirstEventP99 { get; init; }

    public double GapP50 { get; init; }

    public double GapP99 { get; init; }

    public double RelayP50 { get; init; }

    /// <param name="rounds">The measurements that count: of one mode under one workload.</param>
    public static Summary Create(IReadOnlyList<Measurement> rounds)
    {
        var latency = Sum(static result => result.Latency);
        var (first, gap, relay) = (Sum(static result => result.FirstEvent), Sum(static result => result.Gap), Sum(static result => result.Relay));
        return new(rounds[0].Mode, rounds[0].Workload)
        {
            RequestsPerSecond = Median(static round => round.RequestsPerSecond),
            Failed = rounds.Sum(static round => round.Result.Failed + round.Result.Refused),
            P50 = latency.Percentile(0.5),
            P99 = latency.Percentile(0.99),
            P999 = latency.Percentile(0.999),
            Processor = Median(static round => round.Processor),
            Allocated = Median(static round => round.Allocated),
            Pauses = Median(static round => round.Pauses),
            WakeUps = Median(static round => round.WakeUpsPerRequest),
            Switches = Median(static round => round.SwitchesPerRequest),
            Threads = [.. rounds
                .SelectMany(static round => round.WakeUps)
                .GroupBy(static thread => thread.Key, StringComparer.Ordinal)
                .Select(thread => (thread.Key, (double)thread.Sum(static one => one.Value) / Math.Max(1, rounds.Sum(static round => round.Result.Answered))))
                .OrderByDescending(static thread => thread.Item2)
                .Take(MostThreads)],
            FirstEventP50 = first.Percentile(0.5),
            FirstEventP99 = first.Percentile(0.99),
            GapP50 = gap.Percentile(0.5),
            GapP99 = gap.Percentile(0.99),
            RelayP50 = relay.Percentile(0.5),
        };

        Histogram Sum(Func<LoadResult, Histogram> times) => Histogram.Sum(rounds.Select(round => times(round.Result)));

        double Median(Func<Measurement, double> figure) => Medians.Median(rounds.Select(figure));
    }
}
