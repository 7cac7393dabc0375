using System.Diagnostics;
using System.Runtime.InteropServices;

namespace TracedLlm.Bench.Gateway.Load;

/// <summary>Sleeps to some microseconds, without spinning: the processors belong to what is measured.</summary>
internal sealed partial class PrecisePause
{
    private const int SetTimerSlack = 29;
    private const int NanosecondsInSecond = 1_000_000_000;

    private bool _hasSlack = true;

    /// <summary>Sleeps until a timestamp of <see cref="Stopwatch"/>.</summary>
    public void Until(long timestamp)
    {
        if (_hasSlack)
        {
            // The kernel would add 50 µs of its own; it keeps the setting for each thread.
            _ = SetThreadOption(SetTimerSlack, 1, 0, 0, 0);
            _hasSlack = false;
        }

        var nanoseconds = (long)Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp).TotalNanoseconds;
        if (nanoseconds > 0)
        {
            var time = new TimeSpec(nanoseconds / NanosecondsInSecond, nanoseconds % NanosecondsInSecond);
            _ = Sleep(in time, IntPtr.Zero);
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int Sleep(in TimeSpec time, IntPtr left);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int SetThreadOption(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct TimeSpec(nint Seconds, nint Nanoseconds)
    {
        public TimeSpec(long seconds, long nanoseconds)
            : this((nint)seconds, (nint)nanoseconds)
        {
        }
    }
}
