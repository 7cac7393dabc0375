namespace TracedLlm.Testing.Waiting;

/// <summary>Polls for a condition without a signal.</summary>
public static class Eventually
{
    // In milliseconds. The first pause is the shortest: most conditions hold soon.
    private const int LongestPause = 8;

    /// <summary>Polls until the condition holds.</summary>
    /// <param name="isSo">The condition.</param>
    /// <param name="describe">The text of the exception.</param>
    /// <param name="timeout">The timeout; by default <see cref="Patience.Default"/>.</param>
    /// <exception cref="TimeoutException">The condition does not hold in time.</exception>
    public static async Task BecomesTrueAsync(Func<bool> isSo, Func<string>? describe = null, TimeSpan? timeout = null)
    {
        using var patience = new CancellationTokenSource(timeout ?? Patience.Default);
        for (var pause = 1; !isSo(); pause = Math.Min(2 * pause, LongestPause))
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"What was waited for did not come about within {timeout ?? Patience.Default}. {describe?.Invoke()}");
            }

            await Task.Delay(pause, CancellationToken.None);
        }
    }
}
