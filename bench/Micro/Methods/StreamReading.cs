namespace TracedLlm.Bench.Micro.Methods;

/// <summary>Reads a stream to its end on one thread and opens its gate for every item that is not available yet.</summary>
internal static class StreamReading
{
    public static int Read(IAsyncEnumerable<int> stream, ItemGate? gate)
    {
        var sum = 0;
        var items = stream.GetAsyncEnumerator();
        while (Complete(items.MoveNextAsync(), gate))
        {
            sum += items.Current;
        }

        var closing = items.DisposeAsync();
        closing.GetAwaiter().GetResult();
        return sum;
    }

    private static bool Complete(ValueTask<bool> moving, ItemGate? gate)
    {
        if (!moving.IsCompleted)
        {
            gate!.Open();
        }

        return moving.GetAwaiter().GetResult();
    }
}
