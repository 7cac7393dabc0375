using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>Writes the ending of a request on <c>litellm_request</c> and the root, and ends both.</summary>
internal static class EndingSpans
{
    /// <summary>Ends <c>litellm_request</c>, then the guardrails that show its content, then the root.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ending">Its ending.</param>
    /// <param name="ended">The facts that decided it.</param>
    /// <param name="message">Why the request failed.</param>
    public static void End(RequestState request, RequestEnding ending, in EndedRequest ended, string? message)
    {
        var root = request.Root!;
        var end = request.GetEndTime();
        var errorType = ending.ErrorTypeFor(ended);
        var attempt = ending.Failure == LlmFailureOutcome.Error ? ended.Attempt : null;
        var failure = request.Services.Events is not null && errorType is not null && ending.Failure == LlmFailureOutcome.Error ? new RequestFailure(ending, errorType, message, ended) : null;
        var durations = RequestDurations.Measure(request, end);
        object overhead = RequestDurations.ToMilliseconds(durations.Overhead!.Value);
        SpanTags.Set(
            root,
            new(LibraryAttributes.PreprocessingDuration, durations.Preprocessing is { } preprocessing ? RequestDurations.ToMilliseconds(preprocessing) : null),
            new(LibraryAttributes.OverheadDuration, overhead));
        if (request.Request.Activity is { } llmRequest)
        {
            var counts = request.Attempts.Counts;
            SpanTags.Set(
                llmRequest,
                new(LibraryAttributes.ResponseDuration, RequestDurations.ToMilliseconds(durations.Total)),
                new(LibraryAttributes.OverheadDuration, overhead),
                new(GenAi.ProviderName, request.Attempts.Provider),
                new(LibraryAttributes.Attempts, BoxedNumber.Get(counts.Attempts)),
                new(LibraryAttributes.Retries, NumberIfAny(counts.Retries)),
                new(LibraryAttributes.Fallbacks, NumberIfAny(counts.Fallbacks)),
                new(LibraryAttributes.MaxRetries, counts.MaxRetries),
                new(LibraryAttributes.MaxFallbacks, counts.MaxFallbacks));
            if (llmRequest.GetTagItem(GenAi.ResponseModel) is null)
            {
                llmRequest.SetTag(LiteLlm.ProviderModel, request.Attempts.Model);
            }

            if (ending.Outcome != Outcomes.Ok && request.Facts.Kind != LlmApiKind.Management && request.Attempts.HasAnswer && !HasUsage(llmRequest))
            {
                llmRequest.SetTag(LibraryAttributes.UsageUnknown, true);
            }

            SetTimes(llmRequest, request.Response?.Chunks);
            SetConversation(llmRequest, request);
            if (ending.IsOnRequest)
            {
                llmRequest.SetTag(LibraryAttributes.Outcome, ending.Outcome);
            }

            EndingMetrics.RecordOperation(request, llmRequest, ending, errorType, end);
            End(llmRequest, request.Services.Events);
        }
        else
        {
            // A refused request has no litellm_request. The model is often the reason of the refusal, and its caller knows the id of
            // the call from the response.
            root.SetTag(GenAi.RequestModel, request.Request.Model);
            root.SetTag(LiteLlm.CallId, request.CallId);
        }

        request.Content?.ReleaseGuardrails();
        SpanTags.Set(
            root,
            new(LibraryAttributes.Outcome, ending.Outcome),
            new(HttpAttributes.ResponseStatusCode, ending.StatusCodeFor(ended) is { } status ? BoxedNumber.Get(status) : null));
        EndingMetrics.RecordRequest(request, ending, errorType, durations);
        End(root, events: null);

        void End(Activity activity, IRequestEvents? events)
        {
            if (errorType is not null)
            {
                activity.SetTag(HttpAttributes.ErrorType, errorType);
                activity.SetTag(LibraryAttributes.ErrorMessage, message);
                activity.SetTag(LibraryAttributes.ProviderErrorType, attempt?.ProviderType);
                activity.SetTag(LibraryAttributes.ProviderErrorCode, attempt?.ProviderCode);
                activity.SetStatus(ActivityStatusCode.Error, message);
            }

            events?.Write(request, activity, failure);
            if (!request.Services.ContentOnSpans && activity != root)
            {
                request.Content?.RemoveFromRequest();
            }

            activity.SetEndTime(end);
            SpanEnd.Stop(activity, previous: null, request);
        }
    }

    // Repeats that did not occur have no attribute.
    private static object? NumberIfAny(int count) => count == 0 ? null : BoxedNumber.Get(count);

    private static bool HasUsage(Activity request) =>
        request.GetTagItem(GenAi.UsageInputTokens) is not null || request.GetTagItem(GenAi.UsageOutputTokens) is not null;

    // A session is a conversation in the conventions. An API with conversations of its own has named it already.
    private static void SetConversation(Activity llmRequest, RequestState request)
    {
        if (llmRequest.GetTagItem(GenAi.ConversationId) is null && llmRequest.GetTagItem(LiteLlm.SessionId) is string session)
        {
            llmRequest.SetTag(GenAi.ConversationId, session);
        }
    }

    private static void SetTimes(Activity request, ChunkTimes? chunks)
    {
        if (chunks?.First is not { } first)
        {
            return;
        }

        if (first >= request.StartTimeUtc)
        {
            request.SetTag(GenAi.ResponseTimeToFirstChunk, (first - request.StartTimeUtc).TotalSeconds);
        }

        request.SetTag(LibraryAttributes.ResponseTimePerOutputChunk, chunks.PerChunk?.TotalSeconds);
        if (request.GetTagItem(GenAi.UsageOutputTokens) is long tokens and > 1)
        {
            request.SetTag(LibraryAttributes.ResponseTimePerOutputToken, chunks.Elapsed?.TotalSeconds / (tokens - 1));
        }
    }
}
