using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>Closes one request: decides its ending, reports a failure, and ends its spans, children before parents.</summary>
/// <param name="request">The request.</param>
/// <param name="gate">The lock of the request.</param>
/// <param name="lifecycle">The lifecycle of the request.</param>
/// <param name="tags">The metadata of the request.</param>
internal readonly struct RequestClosing(RequestState request, object gate, RequestLifecycle lifecycle, RequestTags tags)
{
    /// <summary>
    /// Ends the request as cancelled. If its handler has returned, the request ends with the ending that was decided then.
    /// </summary>
    public void EndByShutdown()
    {
        lifecycle.CancelByShutdown();

        // The part of the response that has been sent is read now, because the handler may never report the end.
        request.Response?.OnEnd(complete: false);
        End(status: null);
    }

    /// <summary>Ends the request, once: reports it if it failed, then ends its spans, children before parents.</summary>
    /// <param name="status">The status of the response, if the response does not have it yet; otherwise <see langword="null"/>.</param>
    public void End(int? status)
    {
        if (Begin(status) is not { } statusCode)
        {
            return;
        }

        // The attempts that are still open end first, because their result can decide the ending.
        Abandon(request.Spans.TakeAll());
        var ended = lifecycle.End(statusCode, request.Request.IsOpen);
        var ending = RequestEndings.Choose(ended);
        request.DecideTrace(statusCode);
        var errorType = ending.ErrorTypeFor(ended);
        var message = FailureText.Describe(ended, ending, request);
        if (errorType is not null)
        {
            request.Services.Failures?.Report(request, new RequestFailure(ending, errorType, message, ended));
        }

        Abandon(Complete());
        request.Content?.Close();
        request.KeepAnswer(null);
        var end = request.GetEndTime();
        request.Result = new(ending.Outcome, end > request.Started ? end - request.Started : TimeSpan.Zero, request.Attempts.Repeats);
        if (request.IsRecording)
        {
            request.SettleCost();
            request.Services.Sampling?.Decide(request);
            EndingSpans.End(request, ending, ended, message);
        }
        else
        {
            EndingMetrics.RecordRequest(request, ending, errorType, RequestDurations.Measure(request, request.GetEndTime()));
            if (request.Root is { } root)
            {
                SpanEnd.Stop(root, previous: null, request);
            }
        }

        request.Request.Close();

        // Before the request leaves the open ones: a shutdown waits for them, and then for the logs.
        request.Services.Report?.Report(request, ending, ended);
        request.LeaveInFlight();
    }

    /// <summary>Begins to close the request, and starts <c>litellm_request</c> if the response is an answer.</summary>
    /// <returns>The status of the response; <see langword="null"/> if the request closes already.</returns>
    private int? Begin(int? status)
    {
        lock (gate)
        {
            if (lifecycle.Close(status) is not { } closing)
            {
                return null;
            }

            if (request.IsRecording && closing.HandlerStart is { } start)
            {
                request.Request.OpenAt(start);
            }

            return closing.StatusCode;
        }
    }

    /// <summary>Completes the request: later spans are late, and later attributes are not set.</summary>
    /// <returns>The spans that are still open.</returns>
    private IReadOnlyList<OpenSpan> Complete()
    {
        lock (gate)
        {
            var left = request.Spans.Close();
            tags.Complete();
            lifecycle.Complete();
            request.IsBodyUnknown |= request.Body is not null;
            request.Body = null;
            return left;
        }
    }

    private void Abandon(IReadOnlyList<OpenSpan> left)
    {
        var isCancelled = lifecycle.IsCancelled;
        for (var i = left.Count - 1; i >= 0; i--)
        {
            if (isCancelled)
            {
                left[i].Activity.SetTag(LibraryAttributes.Outcome, Outcomes.Cancelled);
            }
            else
            {
                TraceCounters.SpanRepaired();
            }

            if (left[i].OutlivesParent)
            {
                left[i].Activity.SetTag(LibraryAttributes.Late, true);
            }

            left[i].Owner.Abandon(left[i].Activity, request.GetEndTime());
        }
    }
}
