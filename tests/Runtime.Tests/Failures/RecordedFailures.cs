using System.Collections.Concurrent;

namespace TracedLlm.Tests.Failures;

/// <summary>A failure log that keeps the failures.</summary>
internal sealed class RecordedFailures : ILlmFailureLog
{
    private readonly ConcurrentQueue<LlmFailure> _failures = new();

    public IReadOnlyCollection<LlmFailure> All => _failures;

    /// <summary>Them as <c>Outcome api route status error.type</c>.</summary>
    public IEnumerable<string> Lines => _failures.Select(failure =>
        $"{failure.Outcome} {failure.Api} {failure.Route} {failure.StatusCode} {failure.ErrorType}");

    public void Log(LlmFailure failure) => _failures.Enqueue(failure);
}
