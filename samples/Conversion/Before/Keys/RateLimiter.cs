using System.Collections.Concurrent;

namespace LlmProxy.Keys;

/// <summary>Counts the requests of each key in each minute.</summary>
public class RateLimiter
{
    private readonly ConcurrentDictionary<(string Key, long Minute), int> _counts = new();

    public bool TryTake(ApiKey key)
    {
        var minute = DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 60;
        foreach (var old in _counts.Keys.Where(entry => entry.Minute < minute))
        {
            _counts.TryRemove(old, out _);
        }

        return _counts.AddOrUpdate((key.Name, minute), 1, (_, count) => count + 1) <= key.RequestsPerMinute;
    }
}
