using System.Collections.Concurrent;

namespace ControllerGateway.Services;

public sealed class QuotaLedger(IConfiguration configuration, TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Key, DateOnly Day), int> _calls = new();
    private readonly int _daily = configuration.GetValue("Quota:Daily", 10_000);

    public bool TryTake(string key) => _calls.AddOrUpdate((key, Today), 1, (_, calls) => calls + 1) <= _daily;

    public void GiveBack(string key) => _calls.AddOrUpdate((key, Today), 0, (_, calls) => Math.Max(0, calls - 1));

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
