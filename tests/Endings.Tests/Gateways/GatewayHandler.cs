using System.Text;
using Microsoft.AspNetCore.Http;
using TracedLlm.Endings.Tests.Endings;
using TracedLlm.Endings.Tests.Routes;

namespace TracedLlm.Endings.Tests.Gateways;

/// <summary>The handler of every route: authenticates, admits, guards, calls providers, and passes their answer on.</summary>
internal sealed partial class GatewayHandler(Exchanges exchanges, GuardrailRunner guardrails, ProviderClient providers)
{
    /// <summary>The cost that the gateway sets for every provider answer, in USD.</summary>
    public const double Cost = 0.25;

    /// <summary>Serves a request and handles its exceptions.</summary>
    [TracedLlmRoute]
    public partial Task HandleAsync(HttpContext http);

    /// <summary>Serves a request without handling exceptions.</summary>
    [TracedLlmRoute]
    public partial Task HandleOrThrowAsync(HttpContext http);

    /// <summary>Serves a request for a controller whose action is the traced method.</summary>
    public Task ServeAsync(HttpContext http) => ServeAsync(http, exchanges.Find(http.Request.Headers));

    private async Task HandleCoreAsync(HttpContext http)
    {
        try
        {
            await ServeAsync(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = exception switch
            {
                GatewayException known => known.Status,
                BadHttpRequestException bad => bad.StatusCode,
                InvalidOperationException or PolicyViolation or BlockedByService => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status500InternalServerError,
            };
            await http.Response.WriteAsJsonAsync(new { error = new { message = "The gateway says no." } });
        }
    }

    private Task HandleOrThrowCoreAsync(HttpContext http) => ServeAsync(http);

    private async Task ServeAsync(HttpContext http, Exchange exchange)
    {
        await AuthenticateAsync(exchange);
        await AdmitAsync(exchange);
        await guardrails.RunAsync(GuardrailMode.PreCall, exchange.Ending);
        if (exchange.Ending.CacheHit)
        {
            LlmTrace.Current!.SetCacheHit(true);
            await SendCachedAsync(http.Response, exchange);
        }
        else
        {
            await CallAsync(http, exchange);
        }

        await guardrails.RunAsync(GuardrailMode.LoggingOnly, exchange.Ending);
    }

    [TracedStage(LlmStage.Auth)]
    private partial Task AuthenticateAsync(Exchange exchange);

    private static Task AuthenticateCoreAsync(Exchange exchange) => RefuseAsync(exchange, byKey: true);

    [TracedStage(LlmStage.PreCall)]
    private partial Task AdmitAsync(Exchange exchange);

    private static Task AdmitCoreAsync(Exchange exchange) => RefuseAsync(exchange, byKey: false);

    private static async Task RefuseAsync(Exchange exchange, bool byKey)
    {
        await Task.Yield();
        if (exchange.Ending.Refusal is { } refusal && refusal.ByKey == byKey)
        {
            throw new GatewayException(refusal.Status, refusal.Reason);
        }
    }

    private async Task CallAsync(HttpContext http, Exchange exchange)
    {
        using var givenUp = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var duringCall = DuringCallAsync(exchange);
        var calling = exchange.Ending.Hedged ? HedgeAsync(exchange, givenUp.Token) : TryAllAsync(exchange, givenUp.Token);
        try
        {
            await duringCall;
        }
        catch
        {
            // The gateway cancels the call, because a blocked request needs no answer.
            await givenUp.CancelAsync();
            await calling.ContinueWith(static call => _ = call.Exception, TaskScheduler.Default);
            throw;
        }

        var response = await calling;
        if (exchange.Ending.Relay == Relay.NeverStarts)
        {
            await http.Response.WriteAsync("something else");
            return;
        }

        using (response)
        {
            await AnswerAsync(http, exchange, response);
        }
    }

    private async Task AnswerAsync(HttpContext http, Exchange exchange, HttpResponseMessage response)
    {
        if (exchange.Ending.Throws is { } thrown)
        {
            throw thrown();
        }

        if (response.IsSuccessStatusCode)
        {
            LlmTrace.Current!.SetCost(Cost);
        }

        if (exchange.Ending.Relay == Relay.DisposedUnread)
        {
            response.Dispose();
            await http.Response.WriteAsync("something else");
            return;
        }

        if (exchange.Ending.Guardrails.Any(step => step.Mode == GuardrailMode.PostCall))
        {
            await response.Content.LoadIntoBufferAsync(http.RequestAborted);
            await guardrails.RunAsync(GuardrailMode.PostCall, exchange.Ending);
        }

        try
        {
            await new ResponseRelay(exchange).PassOnAsync(response, http);
        }
        catch (GatewayException) when (exchange.Ending.BrokenStream == BrokenStream.Aborted)
        {
            http.Abort();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
        catch (GatewayException) when (exchange.Ending.BrokenStream == BrokenStream.Told)
        {
            await http.Response.WriteAsync("data: {\"error\":{\"message\":\"The provider broke off.\"}}\n\n");
        }
    }

    // The guardrail runs after the provider has received the request.
    private async Task DuringCallAsync(Exchange exchange)
    {
        if (exchange.Ending.Guardrails.Any(step => step.Mode == GuardrailMode.DuringCall))
        {
            await exchange.ProviderReached.Task;
            await guardrails.RunAsync(GuardrailMode.DuringCall, exchange.Ending);
        }
    }

    /// <summary>Makes attempts until one succeeds or all have failed.</summary>
    private async Task<HttpResponseMessage> TryAllAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var attempts = exchange.Ending.Attempts;
        for (var index = 0; ; index++)
        {
            var isLast = index == attempts.Count - 1;
            try
            {
                var response = await AttemptAsync(exchange, index, cancellationToken);
                if (response.IsSuccessStatusCode || isLast)
                {
                    return response;
                }

                response.Dispose();
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                if (isLast)
                {
                    throw exception is OperationCanceledException
                        ? new GatewayException(StatusCodes.Status504GatewayTimeout, "The provider did not answer in time.", exception)
                        : new GatewayException(StatusCodes.Status502BadGateway, "The provider cannot be reached.", exception);
                }
            }
        }
    }

    /// <summary>Makes two concurrent attempts and cancels the slower one.</summary>
    private async Task<HttpResponseMessage> HedgeAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        using var firstLoses = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var hedgeLoses = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = AttemptAsync(exchange, 0, firstLoses.Token);
        await exchange.ProviderReached.Task;
        var hedge = AttemptAsync(exchange, 1, hedgeLoses.Token);
        var winner = await Task.WhenAny(first, hedge);
        await (winner == first ? hedgeLoses : firstLoses).CancelAsync();
        await (winner == first ? hedge : first).ContinueWith(static loser => _ = loser.Exception, TaskScheduler.Default);
        return await winner;
    }

    private Task<HttpResponseMessage> AttemptAsync(Exchange exchange, int index, CancellationToken cancellationToken) =>
        providers.SendAsync(exchange.Ending.Attempts[index], exchange, index, "openai", "provider-model", cancellationToken);

    private static async Task SendCachedAsync(HttpResponse response, Exchange exchange)
    {
        if (!exchange.Streamed)
        {
            response.ContentType = "application/json";
            await response.WriteAsync(RecordedBodies.Response(exchange.Row.Facts));
            return;
        }

        response.ContentType = "text/event-stream";
        foreach (var sse in exchange.Row.Events)
        {
            await response.Body.WriteAsync(Encoding.UTF8.GetBytes(sse.ToString()));
        }
    }
}
