using System.Runtime;

namespace TracedLlm.Samples.Gateway;

/// <summary>The thread of the runtime that compiles methods again which are called often.</summary>
internal static class TieredJit
{
    /// <summary>The runtime begins when no new method was called for 100 ms.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);

    /// <summary>Waits until it has nothing left to compile.</summary>
    public static async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var (before, compiled) = (-1L, 0L); before != compiled;)
        {
            before = compiled;
            await Task.Delay(Quiet, cancellationToken);
            compiled = JitInfo.GetCompiledMethodCount();
        }
    }
}
