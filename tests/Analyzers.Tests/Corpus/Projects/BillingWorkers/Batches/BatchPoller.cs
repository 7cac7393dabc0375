using System.Diagnostics;

namespace BillingWorkers.Batches;

/// <summary>Asks for open batches, each more rarely the longer it takes.</summary>
internal sealed class BatchPoller : BackgroundService
{
    private static readonly ActivitySource Source = new("Billing.Batches");
    private readonly Dictionary<string, (DateTimeOffset Next, TimeSpan Wait)> _schedule = new();
    private readonly BatchRegistry _registry;
    private readonly IServiceScopeFactory _scopes;
    private readonly TimeProvider _clock;
    private readonly ILogger<BatchPoller> _logger;

    public BatchPoller(BatchRegistry registry, IServiceScopeFactory scopes, TimeProvider clock, ILogger<BatchPoller> logger)
    {
        _registry = registry;
        _scopes = scopes;
        _clock = clock;
        _logger = logger;
        registry.Finished += async (_, entry) => await ForgetAsync(entry);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = Task.Run(() => HeartbeatAsync(stoppingToken), stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            foreach (var entry in _registry.Open)
            {
                if (IsDue(entry.Id))
                {
                    await PollAsync(entry, stoppingToken);
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(1), _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsDue(string id)
    {
        var now = _clock.GetUtcNow();
        var (next, wait) = _schedule.GetValueOrDefault(id, (now, TimeSpan.FromSeconds(2)));
        if (next > now)
        {
            return false;
        }

        _schedule[id] = (now + wait, TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, TimeSpan.TicksPerHour)));
        return true;
    }

    private async Task PollAsync(BatchEntry entry, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<BatchClient>();
        var activity = Source.StartActivity("poll"); // TLM3006
        if (await client.ReadAsync(entry.Id, cancellationToken) is not { } state)
        {
            _logger.LogWarning("Batch {Id} is gone", entry.Id);
            return;
        }

        activity?.SetTag("batch.status", state.Status);
        _registry.Update(entry.Id, state.Status);
        activity?.Stop();
    }

    private async Task HeartbeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), _clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            _logger.LogDebug("{Open} batches are open", _registry.Open.Count);
        }
    }

    private async Task ForgetAsync(BatchEntry entry)
    {
        await Task.Yield();
        _schedule.Remove(entry.Id);
    }
}
