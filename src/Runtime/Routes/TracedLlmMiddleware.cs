using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TracedLlm.Authentication;
using TracedLlm.Endpoints;
using TracedLlm.Exporting;
using TracedLlm.Lookahead;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>Opens the trace of a request to a traced route, and records the exception that leaves its handler.</summary>
internal sealed class TracedLlmMiddleware(
    RequestDelegate next, IOptions<TracedLlmOptions> options, RequestLookahead lookahead, RequestServices services)
{
    private readonly TracedLlmOptions _options = options.Value;

    public Task InvokeAsync(HttpContext context)
    {
        if (RequestState.Find(context) is { } reentered)
        {
            // An error handler executes the pipeline again; the request keeps its trace.
            return ContinueAsync(context, reentered);
        }

        return LlmRoute.Find(context, context.GetEndpoint()) is { } route ? TraceAsync(context, route) : next(context);
    }

    private async Task ContinueAsync(HttpContext context, RequestState trace)
    {
        using (new LlmTraceScope(trace))
        using (RequestScope.Begin(trace))
        {
            await next(context);
        }
    }

    private async Task TraceAsync(HttpContext context, LlmRoute route)
    {
        var arrival = context.Features.Get<Arrival>();
        var time = arrival?.Time ?? DateTime.UtcNow;
        var isRead = LlmSource.Instance.HasListeners() || route.Metadata is not null || _options.MissingSession == MissingSession.Reject;
        var body = isRead ? await lookahead.ReadAsync(context) : null;
        var trace = RequestTrace.Open(context, route, _options, services, time, body, isLookedAhead: isRead);
        var (endpoint, tapped) = Tap(context, trace);
        RequestState.Current = trace;
        using var scope = RequestScope.Begin(trace);
        arrival?.WriteAuthentication(trace);
        try
        {
            await next(context);
            if (isRead && trace.IsAuthenticated && context.Response.StatusCode < StatusCodes.Status400BadRequest)
            {
                ReplayedBody.AcceptKey(context);
            }
        }
        catch (Exception exception) when (trace.RecordThrown(exception))
        {
            throw;
        }
        finally
        {
            if (context.Features.Get<IExceptionHandlerFeature>() is { Error: { } handled })
            {
                // An exception handler after this middleware in the pipeline turned the exception into a response.
                trace.RecordHandled(handled);
            }

            // A JSON document has been read to its end.
            if (isRead && body is not { IsForm: false })
            {
                context.Features.Get<WatchedBody>()?.End();
            }

            trace.LeaveHandler();
            if (tapped is not null && context.GetEndpoint() == tapped)
            {
                context.SetEndpoint(endpoint);
            }
        }
    }

    /// <summary>Replaces the request's endpoint by the tapped one. The caller restores the endpoint at the end.</summary>
    private static (Endpoint? Endpoint, Endpoint? Tapped) Tap(HttpContext context, RequestState trace)
    {
        if (context.GetEndpoint() is not { } endpoint)
        {
            return default;
        }

        var tapped = TappedEndpoint.GetOrCreate(endpoint);
        if (tapped is null)
        {
            // The start of the handler itself cannot be observed; the next middleware is the nearest point.
            trace.EnterHandler();
        }
        else
        {
            context.SetEndpoint(tapped);
        }

        return (endpoint, tapped);
    }
}
