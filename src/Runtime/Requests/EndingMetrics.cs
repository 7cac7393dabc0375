using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>Records the metrics of a request that ends, before its spans stop: their exemplars name these spans.</summary>
internal static class EndingMetrics
{
    /// <summary>Records the logical operation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="span">Its <c>litellm_request</c>, with all its attributes.</param>
    /// <param name="ending">The ending of the request.</param>
    /// <param name="errorType">Its <c>error.type</c>; <see langword="null"/> if it did not fail.</param>
    /// <param name="end">Its end, UTC.</param>
    public static void RecordOperation(RequestState request, Activity span, RequestEnding ending, string? errorType, DateTime end)
    {
        if (request.Metrics is not { } metrics)
        {
            return;
        }

        try
        {
            using var exemplars = new ExemplarSpan(span, ExemplarSpan.IsShown(request));
            metrics.RecordOperation(
                Describe(request, span, ending.Outcome, errorType),
                new MeasuredOperation
                {
                    Duration = Limit(end - span.StartTimeUtc),
                    TimeToFirstChunk = ReadSeconds(span, GenAi.ResponseTimeToFirstChunk),
                    InputTokens = ReadCount(span, GenAi.UsageInputTokens),
                    OutputTokens = ReadCount(span, GenAi.UsageOutputTokens),
                    CacheReadTokens = ReadCount(span, GenAi.UsageCacheReadInputTokens),
                    CacheCreationTokens = ReadCount(span, GenAi.UsageCacheCreationInputTokens),
                    ReasoningTokens = ReadCount(span, GenAi.UsageReasoningOutputTokens),
                    Cost = request.SettledCost?.Total,
                });
        }
        catch (Exception exception)
        {
            // A listener of the meter threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }
    }

    /// <summary>Records the request from its arrival to its end.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ending">Its ending.</param>
    /// <param name="errorType">Its <c>error.type</c>; <see langword="null"/> if it did not fail.</param>
    /// <param name="durations">Its durations.</param>
    public static void RecordRequest(RequestState request, RequestEnding ending, string? errorType, in RequestDurations durations)
    {
        if (request.Metrics is not { } metrics)
        {
            return;
        }

        try
        {
            using var exemplars = new ExemplarSpan(request.Root, ExemplarSpan.IsShown(request));
            var span = request.Request.Activity;
            var hasCompleted = ending.Outcome == Outcomes.Ok;
            metrics.RecordRequest(
                Describe(request, span, ending.Outcome, errorType),
                durations.Total,
                durations.Overhead,
                hasCompleted && request.Response?.Chunks?.First is { } first ? Limit(first - request.Started) : null,
                hasCompleted && span is not null ? ReadSeconds(span, LibraryAttributes.ResponseTimePerOutputToken) : null);
        }
        catch (Exception exception)
        {
            TraceCounters.ListenerFailed(exception);
        }
    }

    /// <summary>Returns what the attributes of a request's metrics are made of, as far as it is known.</summary>
    public static MeasuredRequest Describe(RequestState request, Activity? span, string? outcome, string? errorType) => new()
    {
        Operation = request.Facts.Operation,
        Provider = request.Attempts.Provider?.ToString(),
        RequestModel = request.Model,
        Evidence = FindEvidence(request, span, outcome),
        ResponseModel = span?.GetTagItem(GenAi.ResponseModel) as string,
        ErrorType = errorType,
        Outcome = outcome,
        Span = span,
        Root = request.Root,
    };

    private static ValueEvidence FindEvidence(RequestState request, Activity? span, string? outcome)
    {
        // A fallback answers whatever the caller asked for.
        if ((request.Attempts.HasAnswer && request.Attempts.Counts.Fallbacks == 0) || span?.GetTagItem(LiteLlm.CacheHit) is true)
        {
            return ValueEvidence.Answered;
        }

        // While a response is streamed its status is known, and the outcome is not.
        var isServed = outcome is null ? request.Response is { StatusCode: < 400 } : outcome == Outcomes.Ok;
        return request.Attempts.Any || isServed ? ValueEvidence.Tried : ValueEvidence.Refused;
    }

    private static TimeSpan Limit(TimeSpan duration) => duration < TimeSpan.Zero ? TimeSpan.Zero : duration;

    private static long? ReadCount(Activity span, string name) => span.GetTagItem(name) switch
    {
        long count => count,
        int count => count,
        _ => null,
    };

    private static TimeSpan? ReadSeconds(Activity span, string name) =>
        span.GetTagItem(name) is double seconds ? TimeSpan.FromSeconds(seconds) : null;
}
