using System.Runtime;

namespace TracedLlm.Samples.Gateway;

/// <summary>The thread of the runtime that compiles methods again which are called often.</summary>
internal static class TieredJit
{
    /// <summary>Longer than <c>CallCountingDelayMs</c>, 16 ms in this program: the runtime begins when no new method was called for that time.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    /// <summary>Waits until nothing was compiled for 150 ms.</summary>
    public static async Task SettleAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        for (var (before, compiled) = (-1L, 0L); before != compiled;)
        {
            before = compiled;
            await Task.Delay(Quiet, time, cancellationToken);
            compiled = JitInfo.GetCompiledMethodCount();
        }
    }
}
