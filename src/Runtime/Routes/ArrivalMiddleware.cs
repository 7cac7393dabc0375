using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TracedLlm.Authentication;
using TracedLlm.Endpoints;
using TracedLlm.Exporting;
using TracedLlm.Lookahead;
using TracedLlm.Requests;
using TracedLlm.Tree;

namespace TracedLlm.Routes;

/// <summary>
/// The outermost middleware. It records the arrival time of a request. It opens the trace of a request that was answered before
/// <c>UseTracedLlm</c>, for example by the authentication that <c>WebApplication</c> inserts. It closes the trace of a request
/// whose exception reaches the server. With tracing off it only serves the failure log.
/// </summary>
internal sealed class ArrivalMiddleware(RequestDelegate next, IOptions<TracedLlmOptions> options, RequestServices services)
{
    public async Task InvokeAsync(HttpContext context)
    {
        services.Measurement?.NoteArrival();
        Arrival? arrival = null;
        if (LlmSource.Instance.HasListeners())
        {
            arrival = new Arrival(context);
            context.Features.Set(arrival);
            ArrivedRequest.Current = arrival;
        }

        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            // Only the server handles the exception now, and not every server completes such a response: TestServer does not call
            // OnCompleted.
            var trace = FindOrOpenTrace(context, arrival, exception);
            if (trace is { IsAborted: false } && !context.Response.HasStarted && CallerErrors.FindStatus(exception) is { } status)
            {
                Refuse(context, status);
                return;
            }

            trace?.Close(StatusOf(context.Response, exception));
            ReplayedBody.End(context);

            // The server would log the exception of a caller that has left as an error of the application, and another one when it
            // reads the rest of the body.
            if (trace is { IsAborted: true } && (trace.IsBodyBroken || CallerErrors.FindStatus(exception) is not null))
            {
                context.Abort();
                return;
            }

            throw;
        }
        finally
        {
            arrival?.End();
        }

        if (FindOrOpenTrace(context, arrival, exception: null) is { IsBodyBroken: true })
        {
            context.Abort();
        }
    }

    /// <summary>
    /// Returns the trace of a request that has been handled, and opens it if it is not open; <see langword="null"/> if its route
    /// is not traced.
    /// </summary>
    private RequestState? FindOrOpenTrace(HttpContext context, Arrival? arrival, Exception? exception)
    {
        var trace = RequestState.Find(context);
        if (trace is null)
        {
            // An exception handler clears the endpoint; its feature has the original endpoint.
            var handled = context.Features.Get<IExceptionHandlerFeature>();
            if (LlmRoute.Find(context, handled?.Endpoint ?? context.GetEndpoint()) is not { } route)
            {
                return null;
            }

            trace = RequestTrace.Open(context, route, options.Value, services, arrival?.Time ?? DateTime.UtcNow, isReached: false);
            arrival?.WriteAuthentication(trace);
            trace.LeaveHandler();
            if (handled is { Error: { } error })
            {
                trace.RecordHandled(error);
            }
        }

        if (exception is not null)
        {
            trace.RecordThrown(exception);
        }

        return trace;
    }

    /// <summary>
    /// Refuses a malformed request, as the server does. The server would log the exception as an error of the application, and
    /// answer 500 to some of these requests.
    /// </summary>
    private static void Refuse(HttpContext context, int status)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        if (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol))
        {
            // The end of the request is unknown.
            context.Response.Headers.Connection = "close";
        }
    }

    /// <summary>The status that the server sends for <paramref name="exception"/>.</summary>
    private static int StatusOf(HttpResponse response, Exception exception)
    {
        if (response.HasStarted)
        {
            return response.StatusCode;
        }

        return CallerErrors.FindStatus(exception) ?? StatusCodes.Status500InternalServerError;
    }
}
