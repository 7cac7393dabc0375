using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Sockets;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>A disconnect of the caller is not a failure of the gateway or of a provider.</summary>
[Collection(ProcessWide.Name)]
public sealed class DisconnectTests
{
    private const string Cancelled =
        """
        Received Proxy Server Request [SERVER]  {http.response.status_code=499, litellm.outcome=cancelled}
        └─ litellm_request  {litellm.outcome=cancelled}
           └─ chat claude [CLIENT]  {litellm.outcome=cancelled}
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Before_the_first_byte(bool reset)
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            entered.SetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            catch (Exception exception) when (attempt.RecordException(exception))
            {
                throw;
            }
        }));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await entered.Task;

        Leave(caller, reset);

        Assert.Equal(Cancelled, await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_disconnect_during_a_stream_leaves_the_response_unchanged()
    {
        var left = new TaskCompletionSource<(Exception?, int)>();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.Use(async (HttpContext http, RequestDelegate next) =>
                {
                    var exception = await Record.ExceptionAsync(() => next(http));
                    left.SetResult((exception, http.Response.StatusCode));
                });
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
                {
                    using var attempt = LlmSpan.StartCall("claude");
                    try
                    {
                        await http.Response.WriteAsync("data: {}\n\n");
                        await http.Response.Body.FlushAsync();
                        await Task.Delay(Timeout.Infinite, http.RequestAborted);
                    }
                    catch (Exception exception) when (attempt.RecordException(exception))
                    {
                        throw;
                    }
                });
            },
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await caller.ReadUntilAsync("data: {}");

        caller.Reset();

        // A status cannot be set once the response has started: trying to would be the exception here.
        var (exception, status) = await left.Task;
        Assert.IsType<TaskCanceledException>(exception);
        Assert.Equal(200, status);
        Assert.Equal(Cancelled, await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task Swallowed_by_the_handler()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            LlmSpan.StartCall("claude");
            await http.Response.WriteAsync("data: {}\n\n");
            await http.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        }));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await caller.ReadUntilAsync("data: {}");

        caller.HalfClose();

        Assert.Equal(Cancelled, await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task Seen_by_an_exception_handler_that_answers_499()
    {
        var entered = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseTracedLlm();
                app.UseExceptionHandler(errors => errors.Run(_ => Task.CompletedTask));
                app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
                {
                    entered.SetResult();
                    await Task.Delay(Timeout.Infinite, http.RequestAborted);
                });
            },
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await entered.Task;

        caller.Reset();

        Assert.Equal(
            "Received Proxy Server Request [SERVER]  {http.response.status_code=499, litellm.outcome=cancelled}",
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_the_handler_has_returned_is_a_completed_request(bool started)
    {
        var handled = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.Use(async (HttpContext http, RequestDelegate next) =>
                {
                    await next(http);
                    if (started)
                    {
                        await http.Response.Body.FlushAsync();
                    }

                    // Where nothing was sent, Kestrel forgets the status of the response.
                    handled.SetResult();
                    await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                });
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext _) => Task.CompletedTask);
            },
        });
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);
        await caller.PostJsonAsync("/v1/messages", "{}");
        await handled.Task;

        caller.Reset();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync());
    }

    private static void Leave(RawHttpConnection caller, bool reset)
    {
        if (reset)
        {
            caller.Reset();
        }
        else
        {
            caller.Dispose();
        }
    }
}
