using System.Collections.Concurrent;

namespace TracedLlm.Tests.RequestLog;

/// <summary>A request log that keeps the records.</summary>
internal sealed class RecordedRequests : ILlmRequestLog
{
    private readonly ConcurrentQueue<LlmRequestRecord> _records = new();

    public IReadOnlyCollection<LlmRequestRecord> All => _records;

    /// <summary>Them as <c>Outcome api status error.type model input/output</c>.</summary>
    public IEnumerable<string> Lines => _records.Select(record =>
        $"{record.Outcome} {record.Api} {record.StatusCode} {record.ErrorType ?? "-"} {record.RequestModel ?? "-"} {record.Usage.InputTokens}/{record.Usage.OutputTokens}");

    public ValueTask LogAsync(LlmRequestRecord request, CancellationToken cancellationToken)
    {
        _records.Enqueue(request);
        return ValueTask.CompletedTask;
    }
}
