using System.Collections.Concurrent;

namespace BillingWorkers.Batches;

internal sealed record BatchEntry(string Id, string Owner, string Status)
{
    public bool IsFinished => Status is "completed" or "failed" or "expired" or "cancelled";
}

internal sealed class BatchRegistry
{
    private readonly ConcurrentDictionary<string, BatchEntry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, EventHandler<string>> _watchers = new(StringComparer.Ordinal);

    public event EventHandler<BatchEntry>? Finished;

    public IReadOnlyList<BatchEntry> Open => [.. _entries.Values.Where(entry => !entry.IsFinished)];

    public void Add(BatchEntry entry) => _entries[entry.Id] = entry;

    public BatchEntry? Find(string id) => _entries.GetValueOrDefault(id);

    public void Watch(string id, EventHandler<string> watcher) => _watchers.AddOrUpdate(id, watcher, (_, before) => before + watcher);

    public void Update(string id, string status)
    {
        if (!_entries.TryGetValue(id, out var before) || before.Status == status)
        {
            return;
        }

        var now = before with { Status = status };
        _entries[id] = now;
        if (now.IsFinished)
        {
            _watchers.TryRemove(id, out _);
            Finished?.Invoke(this, now);
        }
        else if (_watchers.TryGetValue(id, out var watcher))
        {
            watcher(this, status);
        }
    }
}
