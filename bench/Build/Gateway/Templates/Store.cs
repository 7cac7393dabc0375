using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Gateway.Area0;

public sealed class ThingStore0(ThingOptions0 options, TimeProvider clock) : IDisposable
{
    private readonly ConcurrentDictionary<string, Thing0> _things = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private long _version;

    public int Count => _things.Count;

    public long Version => Interlocked.Read(ref _version);

    public bool TryGet(string key, [NotNullWhen(true)] out Thing0? thing) => _things.TryGetValue(key, out thing) && !thing.IsExpired(clock.GetUtcNow());

    public async Task<IReadOnlyList<Thing0>> FindAsync(Func<Thing0, bool> isWanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        if (_things.IsEmpty)
        {
            await LoadAsync(cancellationToken);
        }

        var now = clock.GetUtcNow();
        return [.. _things.Values.Where(thing => !thing.IsExpired(now) && isWanted(thing)).OrderBy(thing => thing.Created).ThenBy(thing => thing.Key, StringComparer.Ordinal)];
    }

    public async Task<bool> AddAsync(Thing0 thing, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(thing);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_things.Count >= options.Capacity && !Trim(options.Capacity / 10))
            {
                return false;
            }

            _things[thing.Key] = thing;
            Interlocked.Increment(ref _version);
            await SaveAsync(cancellationToken);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    public IReadOnlyDictionary<string, decimal> TotalsByOwner()
    {
        var totals = new Dictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var thing in _things.Values)
        {
            totals[thing.Owner] = totals.GetValueOrDefault(thing.Owner) + thing.Amount;
        }

        return totals;
    }

    public void Dispose() => _writing.Dispose();

    private bool Trim(int count)
    {
        var removed = 0;
        foreach (var oldest in _things.Values.OrderBy(thing => thing.Created).Take(count).ToList())
        {
            if (_things.TryRemove(oldest.Key, out _))
            {
                removed++;
            }
        }

        return removed > 0;
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(options.Path))
        {
            return;
        }

        await using var file = File.OpenRead(options.Path);
        await foreach (var thing in JsonSerializer.DeserializeAsyncEnumerable<Thing0>(file, cancellationToken: cancellationToken))
        {
            if (thing is { Key.Length: > 0 })
            {
                _things.TryAdd(thing.Key, thing);
            }
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var temporary = options.Path + ".new";
        await using (var file = File.Create(temporary))
        {
            await JsonSerializer.SerializeAsync(file, _things.Values, cancellationToken: cancellationToken);
        }

        File.Move(temporary, options.Path, overwrite: true);
    }
}
