namespace TracedLlm.Samples.Gateway;

/// <summary>How long a deployment took to begin its last answers, and until when a failure counts. Its lock guards all of it.</summary>
internal sealed class DeploymentLatency
{
    private readonly Lock _lock = new();
    private readonly Queue<(TimeSpan Time, TimeSpan Latency)> _answers = [];
    private TimeSpan _failedUntil;
    private int _awaited;

    public void Begin()
    {
        lock (_lock)
        {
            _awaited++;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _awaited--;
        }
    }

    /// <summary>Remembers an answer.</summary>
    /// <param name="latency">How long it took to begin.</param>
    /// <param name="most">How many answers are remembered.</param>
    /// <param name="now">The current time.</param>
    public void Add(TimeSpan latency, int most, TimeSpan now)
    {
        lock (_lock)
        {
            _answers.Enqueue((now, latency));
            if (_answers.Count > most)
            {
                _answers.Dequeue();
            }
        }
    }

    /// <summary>Remembers a failure until <paramref name="until"/>.</summary>
    public void AddFailure(TimeSpan until)
    {
        lock (_lock)
        {
            _failedUntil = until;
        }
    }

    /// <summary>The state, and the average of the answers after <paramref name="oldest"/>; 0 if there are none.</summary>
    public (LatencyState State, TimeSpan Average) Find(TimeSpan oldest, TimeSpan now)
    {
        lock (_lock)
        {
            while (_answers.TryPeek(out var first) && first.Time <= oldest)
            {
                _answers.Dequeue();
            }

            var average = _answers.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks((long)_answers.Average(answer => answer.Latency.Ticks));
            return (_failedUntil > now ? LatencyState.Failed : _answers.Count > 0 ? LatencyState.Known : _awaited > 0 ? LatencyState.Awaited : LatencyState.Untried, average);
        }
    }
}
