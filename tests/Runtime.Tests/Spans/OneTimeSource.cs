using System.Threading.Tasks.Sources;

namespace TracedLlm.Tests.Spans;

/// <summary>A source of a value task that, like pooled ones, may be asked for its result only once.</summary>
internal sealed class OneTimeSource : IValueTaskSource<int>
{
    public int Results { get; private set; }

    public int GetResult(short token)
    {
        Results++;
        return Results == 1 ? 7 : throw new InvalidOperationException("Asked twice.");
    }

    public ValueTaskSourceStatus GetStatus(short token) => ValueTaskSourceStatus.Succeeded;

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        continuation(state);
}
