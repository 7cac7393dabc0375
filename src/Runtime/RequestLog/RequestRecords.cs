using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Requests;

namespace TracedLlm.RequestLog;

/// <summary>Makes the record of a request from its spans, which have ended.</summary>
internal static class RequestRecords
{
    public static LlmRequestRecord Create(RequestState request, RequestEnding ending, in EndedRequest ended)
    {
        var root = request.Root;
        var duration = root is { IsAllDataRequested: true } ? root.Duration : DateTime.UtcNow - request.Started;
        var tags = EndedSpanAttributes.Read(request.Request.Activity);
        return new LlmRequestRecord
        {
            CallId = request.CallId,
            TraceId = root is null ? "" : request.ShownContext.TraceId.ToHexString(),
            SpanId = root?.SpanId.ToHexString() ?? "",
            IsSampled = root is { Recorded: true } && !request.IsSampledOut,
            Api = request.Route.Api,
            Operation = request.Operation,
            Route = request.Route.Template,
            Outcome = FindOutcome(ending.Outcome),
            StatusCode = ending.StatusCodeFor(ended),
            ErrorType = ending.ErrorTypeFor(ended),
            StartTime = new DateTimeOffset(request.Started),
            Duration = duration,
            Overhead = RequestDurations.Measure(request, request.Started + duration).Overhead ?? duration,
            TimeToFirstChunk = request.Response?.Chunks?.First - request.Started,
            RequestModel = request.Model,
            ResponseModel = tags.Text(GenAi.ResponseModel) ?? tags.Text(LiteLlm.ProviderModel) ?? request.Attempts.Model,
            Provider = request.Attempts.Provider?.ToString(),
            Usage = ReadUsage(tags),
            IsUsageUnknown = tags.Flag(LibraryAttributes.UsageUnknown) == true,
            Cost = request.SettledCost ?? new LlmCost(),
            IsCacheHit = tags.Flag(LiteLlm.CacheHit),
            Attempts = [.. request.Attempts.Spans.Select(CreateAttempt)],
            Caller = LlmTrace.FromState(request).Caller,
            UserId = request.EverySpan.Find(LiteLlm.UserId) as string,
            SessionId = request.EverySpan.Find(LiteLlm.SessionId) as string,
            Tags = request.EverySpan.Find(LiteLlm.TraceTags) as string[] ?? [],
        };
    }

    private static LlmUsage ReadUsage(in EndedSpanAttributes tags) => new()
    {
        InputTokens = tags.Count(GenAi.UsageInputTokens),
        OutputTokens = tags.Count(GenAi.UsageOutputTokens),
        CacheReadInputTokens = tags.Count(GenAi.UsageCacheReadInputTokens),
        CacheCreationInputTokens = tags.Count(GenAi.UsageCacheCreationInputTokens),
        OneHourCacheCreationInputTokens = tags.Count(LiteLlm.UsageOneHourCacheCreationInputTokens),
        ReasoningOutputTokens = tags.Count(GenAi.UsageReasoningOutputTokens),
        AudioInputTokens = tags.Count(LiteLlm.UsageAudioInputTokens),
        CachedAudioInputTokens = tags.Count(LiteLlm.UsageCachedAudioInputTokens),
        AudioOutputTokens = tags.Count(LiteLlm.UsageAudioOutputTokens),
        ImageInputTokens = tags.Count(LiteLlm.UsageImageInputTokens),
        ImageOutputTokens = tags.Count(LiteLlm.UsageImageOutputTokens),
        AudioSeconds = tags.Number(LiteLlm.UsageAudioSeconds),
        SearchUnits = tags.Count(LiteLlm.UsageSearchUnits),
        WebSearchRequests = tags.Count(LiteLlm.UsageWebSearchRequests),
    };

    private static LlmAttemptRecord CreateAttempt(Activity attempt)
    {
        var tags = EndedSpanAttributes.Read(attempt);
        return new LlmAttemptRecord
        {
            Index = (int)(tags.Count(LibraryAttributes.AttemptIndex) ?? 0),
            Kind = tags.Text(LiteLlm.AttemptKind),
            Provider = tags.Text(GenAi.ProviderName),
            Model = tags.Text(LiteLlm.ProviderModel) ?? tags.Text(GenAi.RequestModel),
            ModelGroup = tags.Text(LiteLlm.ModelGroup),
            DeploymentId = tags.Text(LiteLlm.DeploymentId),
            StatusCode = (int?)tags.Count(HttpAttributes.ResponseStatusCode),
            ErrorType = tags.Text(HttpAttributes.ErrorType),
            IsCancelled = tags.Text(LibraryAttributes.Outcome) == Outcomes.Cancelled,
            StartTime = new DateTimeOffset(attempt.StartTimeUtc),
            Duration = attempt.Duration,
            TimeToFirstChunk = tags.Number(LibraryAttributes.AttemptTimeToFirstChunk) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            SpanId = attempt.SpanId.ToHexString(),
        };
    }

    private static LlmRequestOutcome FindOutcome(string outcome) => outcome switch
    {
        Outcomes.Ok => LlmRequestOutcome.Ok,
        Outcomes.Error => LlmRequestOutcome.Error,
        Outcomes.Blocked => LlmRequestOutcome.Blocked,
        Outcomes.Refused => LlmRequestOutcome.Refused,
        Outcomes.Cancelled => LlmRequestOutcome.Cancelled,
        _ => throw new UnreachableException($"There is no outcome '{outcome}'."),
    };
}
