using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace TracedLlm;

/// <summary>
/// The outermost middleware: notes when a request arrives, and opens the trace of one that was answered before
/// <c>UseTracedLlm</c>, by the authentication that <c>WebApplication</c> inserts in front of it.
/// </summary>
internal sealed class ArrivalMiddleware(RequestDelegate next, IOptions<TracedLlmOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var arrival = new Arrival();
        context.Features.Set(arrival);
        try
        {
            await next(context);
        }
        finally
        {
            if (RequestTrace.Find(context) is null && LlmRoute.Of(context.GetEndpoint()) is { } route)
            {
                var trace = RequestTrace.Open(context, route, options.Value, arrival.Time);
                arrival.ReplayAuthentication(trace);
                trace.HandlerReturned();
            }
        }
    }
}
