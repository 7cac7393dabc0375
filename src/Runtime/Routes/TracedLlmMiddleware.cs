using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TracedLlm.Authentication;
using TracedLlm.Endpoints;
using TracedLlm.Exporting;
using TracedLlm.Lookahead;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>Where the trace of a request to a traced route opens, and where its handler's exception is seen.</summary>
internal sealed class TracedLlmMiddleware(
    RequestDelegate next, IOptions<TracedLlmOptions> options, RequestLookahead lookahead, RequestServices services)
{
    private readonly TracedLlmOptions _options = options.Value;

    public Task InvokeAsync(HttpContext context)
    {
        if (RequestState.Find(context) is { } reentered)
        {
            // An error handler executes the pipeline again; the request keeps its one trace.
            return ContinueAsync(context, reentered);
        }

        return LlmRoute.Find(context, context.GetEndpoint()) is { } route ? TraceAsync(context, route) : next(context);
    }

    private async Task ContinueAsync(HttpContext context, RequestState trace)
    {
        using (new LlmTraceScope(trace))
        {
            await next(context);
        }
    }

    private async Task TraceAsync(HttpContext context, LlmRoute route)
    {
        var arrival = context.Features.Get<Arrival>();
        var time = arrival?.Time ?? DateTime.UtcNow;
        var isRead = LlmSource.Instance.HasListeners() || route.Metadata is not null;
        var body = isRead ? await lookahead.ReadAsync(context) : null;
        var trace = RequestTrace.Open(context, route, _options, services, time, body);
        var (endpoint, tapped) = Tap(context, trace);
        RequestState.Current = trace;
        arrival?.ReplayAuthentication(trace);
        try
        {
            await next(context);
        }
        catch (Exception exception) when (trace.RecordException(exception))
        {
            throw;
        }
        finally
        {
            if (context.Features.Get<IExceptionHandlerFeature>() is { Error: { } handled })
            {
                // An exception handler inside of this middleware made a response of it.
                trace.RecordException(handled);
            }

            context.Features.Get<LateBody>()?.End();
            trace.HandlerReturned();
            if (tapped is not null && context.GetEndpoint() == tapped)
            {
                context.SetEndpoint(endpoint);
            }
        }
    }

    /// <summary>Puts the tapped endpoint in the place of the request's own, to which it goes back in the end.</summary>
    private static (Endpoint? Endpoint, Endpoint? Tapped) Tap(HttpContext context, RequestState trace)
    {
        if (!trace.IsRecording || context.GetEndpoint() is not { } endpoint)
        {
            return default;
        }

        var tapped = TappedEndpoint.Of(endpoint);
        if (tapped is null)
        {
            // The handler cannot be seen; it comes soon.
            trace.HandlerComesNow();
        }
        else
        {
            context.SetEndpoint(tapped);
        }

        return (endpoint, tapped);
    }
}
