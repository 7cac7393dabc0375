namespace TracedLlm.Testing.Backends;

/// <summary>The faults of requests, in the order of their arrival.</summary>
public sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly Queue<BackendFault?> _next = new();

    /// <summary>The fault of every request without its own fault; <see langword="null"/> for no fault.</summary>
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

    /// <summary>Creates a task for each request; the backend answers after its completion.</summary>
    public Func<Task>? EachAnswer { get; set; }

    /// <summary>The number of faults for requests that have not arrived yet.</summary>
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

    /// <summary>Adds a fault for each of the next requests; <see langword="null"/> for a request without a fault.</summary>
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
