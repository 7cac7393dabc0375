namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>Two lengths of a paced stream, whose difference is the cost of an event.</summary>
internal static class StreamPlan
{
    private const int Rate = 30;
    private const double Seconds = 1.5;
    private const int LongEvents = 64;
    private const int ShortEvents = 4;

    public const int MoreEvents = LongEvents - ShortEvents;

    public static Workload Long { get; } = Workload.PacedStreams(Rate, Seconds, LongEvents);

    public static Workload Short { get; } = Workload.PacedStreams(Rate, Seconds, ShortEvents);
}
