namespace RealtimeBridge.Sessions;

internal sealed class IdleSessions(SessionRegistry sessions, TimeProvider clock, IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = clock.CreateTimer(_ => CloseQuiet(Longest), null, Longest / 10, Longest / 10);
        lifetime.ApplicationStopping.Register(() => CloseQuiet(TimeSpan.Zero));
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _timer, null) is { } timer)
        {
            await timer.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => _timer?.DisposeAsync() ?? default;

    private void CloseQuiet(TimeSpan longest)
    {
        foreach (var session in sessions.QuietFor(longest))
        {
            session.CloseIdle();
        }
    }
}
