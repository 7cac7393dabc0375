using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm;

/// <content>The end of a request that its application does not wait for.</content>
public sealed partial class LlmTrace
{
    private bool _handlerReturned;

    /// <summary>Where the request is known to be in flight; <see langword="null"/> where nobody stops it.</summary>
    internal RequestsInFlight? InFlight { get; init; }

    /// <summary>Whether it is the gateway that broke the request off, not its caller.</summary>
    internal bool IsCancelledByShutdown { get; private set; }

    /// <summary>Ends the request as cancelled, unless its handler has returned: then it ends as that decided.</summary>
    internal void EndByShutdown()
    {
        lock (_gate)
        {
            if (!_closing && !_handlerReturned && !_delivered)
            {
                _cancelled = true;
                OnCancelled();
            }
        }

        // What has been sent so far is read to there; its handler may never say so.
        Response?.OnEnd(complete: false);
        Close();
    }

    /// <summary>Ends the spans of work that has outlived its request, and now its application.</summary>
    internal void EndLateSpans()
    {
        foreach (var span in _spans.TakeLate())
        {
            span.Activity.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            span.Owner.Abandon(span.Activity, DateTime.UtcNow);
        }
    }

    /// <summary>The request is cancelled: by its caller, unless the application has stopped waiting for it.</summary>
    private void OnCancelled()
    {
        if (!IsCancelledByShutdown && InFlight is { IsOverdue: true } requests)
        {
            IsCancelledByShutdown = true;
            requests.CountCancelled();
        }
    }

    // Read from the server's own feature: the handler may be using its HttpContext at the same time.
    private int StatusThatWasSent() =>
        _http?.Features.Get<IHttpResponseFeature>() is { HasStarted: true, StatusCode: var status } ? status : 0;
}
