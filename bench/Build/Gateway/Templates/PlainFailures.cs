using System.Collections.Concurrent;

namespace Gateway.Area0;

public class PlainException0(string message, Exception? inner = null) : Exception(message, inner);

public sealed class PlainUnavailableException0(string message, Exception? inner = null) : PlainException0(message, inner);

public sealed class PlainFailures0
{
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Count(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (exception is OperationCanceledException)
        {
            return;
        }

        _counts.AddOrUpdate(exception.GetType().Name, 1, static (_, count) => count + 1);
    }

    public void Check(int most)
    {
        foreach (var (name, count) in _counts)
        {
            if (count > most)
            {
                throw new PlainException0($"{name} was thrown {count} times.");
            }
        }
    }
}
