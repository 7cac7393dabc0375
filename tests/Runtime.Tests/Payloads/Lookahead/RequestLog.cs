using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Knows when the requests of a gateway have ended; the client may have its answer before.</summary>
internal sealed class RequestLog : IStartupFilter
{
    private readonly ConcurrentBag<Task> _requests = [];

    public Task AllEnded => Task.WhenAll(_requests).WaitAsync(Patience.Default);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(ServeAsync);
        next(app);
    };

    private async Task ServeAsync(HttpContext http, RequestDelegate next)
    {
        var end = new TaskCompletionSource();
        _requests.Add(end.Task);

        // The first to register is called last.
        http.Response.OnCompleted(() =>
        {
            end.TrySetResult();
            return Task.CompletedTask;
        });
        try
        {
            await next(http);
        }
        catch
        {
            end.TrySetResult();
            throw;
        }
    }
}
