using System.Collections.Concurrent;

namespace TracedLlm.Samples.Gateway;

/// <summary>How long the deployments took to begin their last answers; streams and whole answers apart.</summary>
internal sealed class Latencies(GatewayConfiguration configuration, TimeProvider time)
{
    // LiteLLM's number for a timeout. Other failures count as much here: LiteLLM leaves them out, so that a deployment that refuses each
    // call at once stays the fastest.
    private static readonly TimeSpan OfFailure = TimeSpan.FromSeconds(1000);

    // Each queue guards itself.
    private readonly ConcurrentDictionary<(string Id, bool IsStreaming), Queue<(DateTimeOffset Time, TimeSpan Latency)>> _answers = new();

    /// <summary>Remembers an answer.</summary>
    public void Add(Deployment deployment, bool isStreaming, TimeSpan latency)
    {
        var answers = _answers.GetOrAdd((deployment.Id, isStreaming), static _ => []);
        lock (answers)
        {
            answers.Enqueue((time.GetUtcNow(), latency));
            if (answers.Count > configuration.Routing.LatencyAnswers)
            {
                answers.Dequeue();
            }
        }
    }

    /// <summary>Remembers that the deployment failed.</summary>
    public void AddFailure(Deployment deployment, bool isStreaming) => Add(deployment, isStreaming, OfFailure);

    /// <summary>The average of the last answers; <see langword="null"/> if there are none within the time of <c>routing_strategy_args.ttl</c>.</summary>
    public TimeSpan? FindAverage(Deployment deployment, bool isStreaming)
    {
        if (!_answers.TryGetValue((deployment.Id, isStreaming), out var answers))
        {
            return null;
        }

        var oldest = time.GetUtcNow() - configuration.Routing.LatencyLifetime;
        lock (answers)
        {
            while (answers.TryPeek(out var first) && first.Time <= oldest)
            {
                answers.Dequeue();
            }

            return answers.Count == 0 ? null : TimeSpan.FromTicks((long)answers.Average(answer => answer.Latency.Ticks));
        }
    }
}
