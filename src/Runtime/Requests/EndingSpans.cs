using System.Diagnostics;
using TracedLlm.Facts;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>Writes the ending of a request on <c>litellm_request</c> and the root, and ends both.</summary>
internal static class EndingSpans
{
    /// <summary>Ends <c>litellm_request</c>, then the root.</summary>
    public static void End(RequestState request, RequestEnding ending, in EndedRequest ended)
    {
        var root = request.Root!;
        var end = request.GetEndTime();
        var errorType = ending.ErrorTypeFor(ended);
        var message = errorType is not null && ended.Exception is { } exception ? ExceptionText.MessageOf(exception, request) : null;
        if (request.Request.Activity is { } llmRequest)
        {
            llmRequest.SetTag(GenAi.ProviderName, request.Attempts.Provider);
            request.Attempts.Counts.WriteTo(llmRequest);
            if (llmRequest.GetTagItem(GenAi.ResponseModel) is null)
            {
                llmRequest.SetTag(LiteLlm.ProviderModel, request.Attempts.Model);
            }

            if (ending.Outcome != Outcomes.Ok && request.Facts.Kind != LlmApiKind.Management && request.Attempts.HasAnswer && !HasUsage(llmRequest))
            {
                llmRequest.SetTag(LibraryAttributes.UsageUnknown, true);
            }

            SetTimes(llmRequest, request.Response?.Chunks);
            if (ending.IsOnRequest)
            {
                llmRequest.SetTag(LibraryAttributes.Outcome, ending.Outcome);
            }

            End(llmRequest);
        }

        root.SetTag(LibraryAttributes.Outcome, ending.Outcome);
        root.SetTag(HttpAttributes.ResponseStatusCode, ending.StatusCodeFor(ended));
        End(root);

        void End(Activity activity)
        {
            if (errorType is not null)
            {
                activity.SetTag(HttpAttributes.ErrorType, errorType);
                activity.SetStatus(ActivityStatusCode.Error, message);
            }

            activity.SetEndTime(end);
            SpanEnd.Stop(activity, previous: null, request);
        }
    }

    private static bool HasUsage(Activity request) =>
        request.GetTagItem(GenAi.UsageInputTokens) is not null || request.GetTagItem(GenAi.UsageOutputTokens) is not null;

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
