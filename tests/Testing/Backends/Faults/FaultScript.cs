namespace TracedLlm.Testing.Backends;

/// <summary>Which requests go wrong, in the order in which they arrive.</summary>
public sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly Queue<BackendFault?> _next = new();

    /// <summary>What goes wrong with every request for which nothing else is written; <see langword="null"/> is nothing.</summary>
    public BackendFault? Always
    {
        get
        {
            lock (_gate)
            {
                return field;
            }
        }

        set
        {
            lock (_gate)
            {
                field = value;
            }
        }
    }

    /// <summary>Made for each request: it is answered once this has completed.</summary>
    public Func<Task>? EachAnswer { get; set; }

    /// <summary>How many faults are written for requests that have not arrived yet.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _next.Count;
            }
        }
    }

    /// <summary>One fault for each of the next requests; <see langword="null"/> for one that goes right.</summary>
    public void Next(params IEnumerable<BackendFault?> faults)
    {
        lock (_gate)
        {
            foreach (var fault in faults)
            {
                _next.Enqueue(fault);
            }
        }
    }

    internal BackendFault? Take()
    {
        lock (_gate)
        {
            return _next.TryDequeue(out var fault) ? fault : Always;
        }
    }
}
