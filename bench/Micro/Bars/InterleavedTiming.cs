using System.Diagnostics;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace TracedLlm.Bench.Micro.Bars;

/// <summary>
/// Compares the times of two calls on a noisy machine: it runs short rounds of the first, the second and the first call again in
/// changing order and takes the median over the rounds. The first call compared with its repetition is the floor.
/// </summary>
internal static class InterleavedTiming
{
    private const int Rounds = 61;
    private const int WarmUps = 4;
    private const int SettledWarmUps = 3;
    private const int MostWarmUps = 40;
    private static readonly TimeSpan WarmUpPause = TimeSpan.FromMilliseconds(120);
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(1.5);
    private static readonly TimeSpan WarmUpTime = TimeSpan.FromMilliseconds(40);

    /// <summary>The nanoseconds by which <paramref name="subject"/> takes longer than <paramref name="baseline"/>, and the floor.</summary>
    public static (double Measured, double Floor) Difference(Func<int> baseline, Func<int> subject) =>
        Compare(baseline, subject, Elapsed, static (one, other) => one - other);

    /// <summary>The time of <paramref name="subject"/> divided by the time of <paramref name="baseline"/>, and the floor.</summary>
    public static (double Measured, double Floor) Ratio(Func<int> baseline, Func<int> subject) =>
        Compare(baseline, subject, Elapsed, static (one, other) => one / other);

    /// <summary>
    /// The same ratio for the processor time of all threads, for calls that use many threads. Processor time bounds the throughput,
    /// and other load on the machine changes it little.
    /// </summary>
    public static (double Measured, double Floor) ProcessorRatio(Func<int> baseline, Func<int> subject) =>
        Compare(baseline, subject, static () => Environment.CpuUsage.TotalTime, static (one, other) => one / other);

    /// <summary>The same difference, measured with <paramref name="clock"/>, for calls of which only a part is timed.</summary>
    public static (double Measured, double Floor) Difference(Func<int> baseline, Func<int> subject, Func<TimeSpan> clock) =>
        Compare(baseline, subject, clock, static (one, other) => one - other);

    private static (double Measured, double Floor) Compare(
        Func<int> baseline,
        Func<int> subject,
        Func<TimeSpan> clock,
        Func<double, double, double> compare)
    {
        var calls = 0;
        var (compiled, settled) = (0L, 0);
        for (var stage = 0; stage < WarmUps || (settled < SettledWarmUps && stage < MostWarmUps); stage++)
        {
            // The just-in-time compiler starts the next tier only after a pause. On a busy machine its thread gets its turn late.
            WarmUp(baseline);
            calls = WarmUp(subject);
            Thread.Sleep(WarmUpPause);
            var now = JitInfo.GetCompiledMethodCount();
            (compiled, settled) = (now, now == compiled ? settled + 1 : 0);
        }

        var measured = new double[Rounds];
        var floor = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            double first, second, traced;
            if (round % 2 == 0)
            {
                first = Time(baseline, calls, clock);
                traced = Time(subject, calls, clock);
                second = Time(baseline, calls, clock);
            }
            else
            {
                traced = Time(subject, calls, clock);
                first = Time(baseline, calls, clock);
                second = Time(baseline, calls, clock);
            }

            measured[round] = compare(traced, first);
            floor[round] = compare(second, first);
        }

        return (Median(measured), Median(floor));
    }

    /// <summary>Runs <paramref name="call"/> until it has its last tier; returns the number of calls in a round.</summary>
    private static int WarmUp(Func<int> call)
    {
        var calls = 0;
        var start = Stopwatch.GetTimestamp();
        do
        {
            Loop(call, 8);
            calls += 8;
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUpTime);

        return (int)Math.Clamp(calls * (RoundTime / WarmUpTime), 2, 1_000_000);
    }

    private static double Time(Func<int> call, int calls, Func<TimeSpan> clock)
    {
        var start = clock();
        Loop(call, calls);
        return (clock() - start).TotalNanoseconds / calls;
    }

    private static TimeSpan Elapsed() => Stopwatch.GetElapsedTime(0);

    // No tiering, because the compiler would inline the call that it saw first, and the other calls would be slower.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Loop(Func<int> call, int calls)
    {
        var sum = 0;
        for (var i = 0; i < calls; i++)
        {
            sum += call();
        }

        return sum;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
