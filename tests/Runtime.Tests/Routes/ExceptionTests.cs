using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>However an exception becomes a response, the trace has it, once.</summary>
[Collection(ProcessWide.Name)]
public sealed class ExceptionTests
{
    private const string Failed =
        """
        Received Proxy Server Request [SERVER] ERROR boom  {error.type=System.InvalidOperationException, http.response.status_code=500, litellm.outcome=error}
        └─ Failed Proxy Server Request ERROR boom  {error.type=System.InvalidOperationException}
        """;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_unhandled_exception(bool testServer)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            TestServer = testServer,
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", Throw);
            },
        });

        await Record.ExceptionAsync(() => gateway.PostAsync("/v1/messages"));

        Assert.Equal(Failed, Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task An_exception_handler_outside_of_the_trace()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseExceptionHandler("/error");
                app.UseRouting();
                app.UseTracedLlm();
                app.MapPost("/v1/messages", Throw);
                app.Map("/error", Sorry);
            },
        });

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Equal((HttpStatusCode.InternalServerError, "sorry, Messages"), (answer.Status, answer.Body));
        Assert.Equal(Failed, Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task An_exception_handler_inside_of_the_trace()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseTracedLlm();
                app.UseExceptionHandler("/error");
                app.MapPost("/v1/messages", Throw);
                app.Map("/error", Sorry);
            },
        });

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Equal((HttpStatusCode.InternalServerError, "sorry, Messages"), (answer.Status, answer.Body));
        Assert.Equal(Failed, Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task Error_re_execution_into_a_traced_route_opens_no_second_root()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseExceptionHandler("/v1/responses");
                app.UseRouting();
                app.UseTracedLlm();
                app.MapPost("/v1/messages", Throw);
                app.MapPost("/v1/responses", [TracedLlmRoute] () =>
                {
                    using var span = LlmSpan.StartStage("say_sorry");
                    return "sorry";
                });
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR boom  {error.type=System.InvalidOperationException, http.response.status_code=500, litellm.outcome=error}
            ├─ say_sorry
            └─ Failed Proxy Server Request ERROR boom  {error.type=System.InvalidOperationException}
            """,
            Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task Status_code_pages_that_execute_again_open_no_second_root()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseStatusCodePagesWithReExecute("/v1/responses");
                app.UseRouting();
                app.UseTracedLlm();
                app.MapPost("/v1/messages", [TracedLlmRoute] () => Results.StatusCode(429));
                app.MapPost("/v1/responses", [TracedLlmRoute] () => "slow down");
            },
        });

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Equal("slow down", answer.Body);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The gateway answered 429 Too Many Requests."  {error.type="429", http.response.status_code=429, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "The gateway answered 429 Too Many Requests."  {error.type="429"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Problem_details_of_an_exception_handler(bool outside)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddProblemDetails(),
            App = app =>
            {
                if (outside)
                {
                    app.UseExceptionHandler();
                    app.UseRouting();
                }

                app.UseTracedLlm();
                if (!outside)
                {
                    app.UseExceptionHandler();
                }

                app.MapPost("/v1/messages", Throw);
            },
        });

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Contains("\"status\":500", answer.Body, StringComparison.Ordinal);
        Assert.Equal(Failed, Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task A_handler_that_makes_a_4xx_of_an_exception_refuses()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddExceptionHandler<Teapot>().AddProblemDetails(),
            App = app =>
            {
                app.UseTracedLlm();
                app.UseExceptionHandler();
                app.MapPost("/v1/messages", Throw);
            },
        });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            Failed.Replace("500", "418", StringComparison.Ordinal).Replace("outcome=error", "outcome=refused", StringComparison.Ordinal),
            Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task The_developer_exception_page()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Environment = "Development",
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/messages", Throw);
            },
        });

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Contains("boom", answer.Body, StringComparison.Ordinal);
        Assert.Equal(Failed, Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task An_exception_after_the_response_has_started()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("boom");
        }));

        await Record.ExceptionAsync(() => gateway.PostAsync("/v1/messages"));

        Assert.Equal(Failed.Replace("500", "200", StringComparison.Ordinal), Unquoted(await gateway.StopAndPrintAsync()));
    }

    [Fact]
    public async Task A_body_that_is_too_large_has_the_status_that_the_server_answers()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = 1;
            await http.Request.Body.CopyToAsync(Stream.Null);
        }));

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.Status);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "Request body too large. The max request body size is 1 bytes."  {http.response.status_code=413, litellm.outcome=refused}
            └─ Failed Proxy Server Request ERROR "Request body too large. The max request body size is 1 bytes."
            """,
            await gateway.StopAndPrintAsync("http.resp", "litellm.outcome"));
    }

    [Fact]
    public async Task An_exception_is_described_once()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext _) =>
        {
            using var outer = LlmSpan.StartStage("outer");
            using var inner = LlmSpan.StartStage("inner");
            try
            {
                throw new InvalidOperationException("boom");
            }
            catch (Exception exception) when (inner.RecordException(exception) || outer.RecordException(exception))
            {
                throw;
            }
        }));

        await gateway.PostAsync("/v1/messages");

        var spans = await gateway.StopAsync();
        Assert.Equal(["inner"], spans.Where(span => span.Events.Count > 0).Select(span => span.Name));
    }

    [TracedLlmRoute]
    private static Task Throw(HttpContext http) => throw new InvalidOperationException("boom");

    private static Task Sorry(HttpContext http) => http.Response.WriteAsync($"sorry, {LlmTrace.Current?.Api}");

    private static string Unquoted(string tree) => tree.Replace("\"boom\"", "boom", StringComparison.Ordinal);

    private sealed class Teapot : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            httpContext.Response.StatusCode = 418;
            await httpContext.Response.WriteAsync("short and stout", cancellationToken);
            return true;
        }
    }
}
