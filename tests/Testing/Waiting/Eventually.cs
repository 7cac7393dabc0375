namespace TracedLlm.Testing.Waiting;

/// <summary>Waits for what tells nobody when it has happened.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks again and again until it is so.</summary>
    /// <param name="isSo">What is waited for.</param>
    /// <param name="describe">What is said if it does not come about.</param>
    /// <param name="timeout">30 seconds unless stated.</param>
    /// <exception cref="TimeoutException">It does not come about.</exception>
    public static async Task BecomesTrueAsync(Func<bool> isSo, Func<string>? describe = null, TimeSpan? timeout = null)
    {
        using var patience = new CancellationTokenSource(timeout ?? Patience.Default);
        while (!isSo())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"What was waited for did not come about within {timeout ?? Patience.Default}. {describe?.Invoke()}");
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }
}
