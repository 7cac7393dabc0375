namespace TracedLlm.Testing.Waiting;

/// <summary>An append-only list that wakes its waiters on every arrival.</summary>
internal sealed class ArrivalLog<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _arrival = NewArrival();

    public IReadOnlyList<T> Snapshot()
    {
        lock (_gate)
        {
            return [.. _items];
        }
    }

    public void Add(params IReadOnlyCollection<T> items)
    {
        TaskCompletionSource arrival;
        lock (_gate)
        {
            _items.AddRange(items);
            arrival = _arrival;
            _arrival = NewArrival();
        }

        arrival.SetResult();
    }

    /// <summary>Removes some of the items.</summary>
    /// <returns>The number of removed items.</returns>
    public int Remove(Predicate<T> match)
    {
        lock (_gate)
        {
            return _items.RemoveAll(match);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _items.Clear();
        }
    }

    /// <exception cref="TimeoutException">With the text of <paramref name="describe"/> for the items that arrived.</exception>
    public async Task<IReadOnlyList<T>> WaitForAsync(
        Func<IReadOnlyList<T>, bool> until, TimeSpan? timeout, Func<IReadOnlyList<T>, string> describe)
    {
        using var patience = new CancellationTokenSource(timeout ?? Patience.Default);
        while (true)
        {
            IReadOnlyList<T> items;
            Task arrival;
            lock (_gate)
            {
                items = [.. _items];
                arrival = _arrival.Task;
            }

            if (until(items))
            {
                return items;
            }

            try
            {
                await arrival.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException(
                    $"What was waited for did not arrive within {timeout ?? Patience.Default}. {describe(items)}");
            }
        }
    }

    private static TaskCompletionSource NewArrival() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
