using Microsoft.AspNetCore.Http;

namespace TracedLlm.Testing.Upstreams.Answers;

internal sealed class SseAnswer(IReadOnlyList<SseEvent> events, TaskCompletionSource? abortOn) : UpstreamAnswer
{
    internal override async Task WriteAsync(UpstreamExchange exchange)
    {
        var response = exchange.Http.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        await response.Body.FlushAsync(exchange.Ended);
        foreach (var sse in events)
        {
            if (sse.Gate is { } gate)
            {
                await gate.Task.WaitAsync(exchange.Ended);
            }

            await response.WriteAsync(sse.ToString(), exchange.Ended);
            await response.Body.FlushAsync(exchange.Ended);
        }

        if (abortOn is not null)
        {
            await abortOn.Task.WaitAsync(exchange.Ended);
            exchange.StopWatchingClient();
            exchange.Http.Abort();
        }
    }
}
