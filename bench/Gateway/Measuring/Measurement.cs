using TracedLlm.Bench.Gateway.Load;
using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Measuring;

/// <summary>One mode under one workload in one round.</summary>
/// <param name="Mode">The mode's name.</param>
/// <param name="Workload">The workload's name.</param>
/// <param name="Round">The round, from 0.</param>
/// <param name="Result">What the load generator has seen.</param>
/// <param name="Used">What the gateway has used, its export included.</param>
/// <param name="WakeUps">How often its threads were woken, by the thread's name.</param>
/// <param name="Preemptions">How often its threads lost the processor.</param>
internal sealed record Measurement(string Mode, string Workload, int Round, LoadResult Result, ProcessFigures Used, IReadOnlyDictionary<string, long> WakeUps, long Preemptions)
{
    private double Answered => Math.Max(1, Result.Answered);

    public double RequestsPerSecond => Result.Answered / Result.Seconds;

    public double Processor => Used.Processor / Answered;

    public double Allocated => Used.Allocated / Answered;

    public double Pauses => Used.Pauses / Answered;

    public double WakeUpsPerRequest => WakeUps.Values.Sum() / Answered;

    public double SwitchesPerRequest => (WakeUps.Values.Sum() + Preemptions) / Answered;
}
