using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using TracedLlm.Authentication;
using TracedLlm.Endpoints;
using TracedLlm.Exporting;
using TracedLlm.Lookahead;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>
/// The outermost middleware: notes when a request arrives, opens the trace of one that was answered before
/// <c>UseTracedLlm</c>, as by the authentication that <c>WebApplication</c> inserts in front of it, and closes the trace of
/// one whose exception nobody made a response of. With tracing off it is there for the failure log alone.
/// </summary>
internal sealed class ArrivalMiddleware(RequestDelegate next, IOptions<TracedLlmOptions> options, RequestServices services)
{
    public async Task InvokeAsync(HttpContext context)
    {
        Arrival? arrival = null;
        if (LlmSource.Instance.HasListeners())
        {
            arrival = new Arrival();
            context.Features.Set(arrival);
        }

        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            // Only the server is left, and not every one completes such a response: TestServer calls no OnCompleted.
            TraceOf(context, arrival, exception)?.Close(StatusOf(context.Response, exception));
            ReplayedBody.End(context);
            throw;
        }

        TraceOf(context, arrival, exception: null);
    }

    /// <summary>The trace of a request that has been handled; <see langword="null"/> if its route is not traced.</summary>
    private RequestState? TraceOf(HttpContext context, Arrival? arrival, Exception? exception)
    {
        var trace = RequestState.Find(context);
        if (trace is null)
        {
            // An exception handler clears the endpoint, and tells which one it was.
            var handled = context.Features.Get<IExceptionHandlerFeature>();
            if (LlmRoute.Find(context, handled?.Endpoint ?? context.GetEndpoint()) is not { } route)
            {
                return null;
            }

            trace = RequestTrace.Open(context, route, options.Value, services, arrival?.Time ?? DateTime.UtcNow);
            arrival?.ReplayAuthentication(trace);
            trace.HandlerReturned();
            exception ??= handled?.Error;
        }

        if (exception is not null)
        {
            trace.RecordException(exception);
        }

        return trace;
    }

    /// <summary>The status that the server answers <paramref name="exception"/> with.</summary>
    private static int StatusOf(HttpResponse response, Exception exception)
    {
        if (response.HasStarted)
        {
            return response.StatusCode;
        }

        return exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError;
    }
}
