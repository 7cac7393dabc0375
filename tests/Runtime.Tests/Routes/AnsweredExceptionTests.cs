using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Failures;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>A middleware answers after the handler has thrown: the caller has its answer, so that the request has not failed.</summary>
[Collection(ProcessWide.Name)]
public sealed class AnsweredExceptionTests
{
    private const string Plain = "/v1/completions";
    private const string Partial = "/v1/audio/transcriptions";
    private const string Controller = "/v1/moderations";

    public static TheoryData<bool, bool, string, Tracing> Places()
    {
        var cases = new TheoryData<bool, bool, string, Tracing>();
        foreach (var route in new[] { Plain, Controller })
        {
            foreach (var isInFront in new[] { true, false })
            {
                cases.Add(isInFront, true, route, Tracing.On);
                cases.Add(isInFront, false, route, Tracing.On);
                cases.Add(isInFront, false, route, Tracing.Off);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_answer_from_the_cache_is_no_failure(bool isInFront, bool isExceptionHandler, string route, Tracing tracing)
    {
        var failures = new RecordedFailures();
        await using var gateway = await StartAsync(isInFront, isExceptionHandler, 200, failures, tracing);

        Assert.Equal((HttpStatusCode.OK, "cached"), Shown(await gateway.PostAsync(route)));

        Assert.Empty(failures.All);
        Assert.Equal(
            tracing == Tracing.Off
                ? ""
                : """
                Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
                └─ litellm_request
                """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(true, false, 404, "refused")]
    [InlineData(false, false, 404, "refused")]
    [InlineData(true, false, 502, "error")]
    [InlineData(false, false, 502, "error")]
    [InlineData(true, true, 502, "error")]
    [InlineData(false, true, 502, "error")]
    public async Task An_answer_with_an_error_status_is_one(bool isInFront, bool isExceptionHandler, int status, string outcome)
    {
        var failures = new RecordedFailures();
        await using var gateway = await StartAsync(isInFront, isExceptionHandler, status, failures, Tracing.On);

        Assert.Equal(((HttpStatusCode)status, "cached"), Shown(await gateway.PostAsync(Plain)));

        Assert.Equal("boom POST", Assert.Single(failures.All).Exception?.Message);
        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] ERROR "boom POST"  {error.type=System.InvalidOperationException, http.response.status_code={{status}}, litellm.outcome={{outcome}}}
            └─ Failed Proxy Server Request ERROR "boom POST"  {error.type=System.InvalidOperationException}
            """,
            await gateway.StopAndPrintAsync());
    }

    // A partial handler is how a gateway says that it wants to see what its own code hides.
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task An_exception_of_a_partial_handler_is_a_failure_with_any_status(bool isInFront, bool isExceptionHandler)
    {
        var failures = new RecordedFailures();
        await using var gateway = await StartAsync(isInFront, isExceptionHandler, 200, failures, Tracing.On);

        Assert.Equal((HttpStatusCode.OK, "cached"), Shown(await gateway.PostAsync(Partial)));

        Assert.Equal("boom POST", Assert.Single(failures.All).Exception?.Message);
        Assert.Contains("http.response.status_code=200, litellm.outcome=error", await gateway.StopAndPrintAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_in_the_middle_of_a_response_is_a_failure_with_any_status()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseTracedLlm();
                app.Use(HideAsync);
                app.MapPost(Plain, [TracedLlmRoute] async (HttpContext http) =>
                {
                    await http.Response.WriteAsync("half");
                    await http.Response.Body.FlushAsync();
                    throw new InvalidOperationException("boom");
                });
            },
        });

        Assert.Equal((HttpStatusCode.OK, "half"), Shown(await gateway.PostAsync(Plain)));

        Assert.StartsWith(
            "Received Proxy Server Request [SERVER] ERROR boom  {error.type=System.InvalidOperationException, http.response.status_code=200, litellm.outcome=error}",
            (await gateway.StopAndPrintAsync()).Replace("\"boom\"", "boom", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_the_gateway_records_is_a_failure_with_any_status()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost(Plain, [TracedLlmRoute] () =>
        {
            LlmTrace.Current!.RecordException(new InvalidOperationException("boom"));
            return "sorry";
        }));

        await gateway.PostAsync(Plain);

        Assert.Contains("http.response.status_code=200, litellm.outcome=error", await gateway.StopAndPrintAsync(), StringComparison.Ordinal);
    }

    private static (HttpStatusCode Status, string Body) Shown(GatewayAnswer answer) => (answer.Status, answer.Body);

    private static async Task HideAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (InvalidOperationException)
        {
        }
    }

    private static Task<TestGateway> StartAsync(bool isInFront, bool isExceptionHandler, int status, RecordedFailures failures, Tracing tracing)
    {
        return TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Before = builder =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(ThrowingController).Assembly);
                builder.Services.AddSingleton<ILlmFailureLog>(failures);
            },
            App = app =>
            {
                if (!isInFront)
                {
                    app.UseTracedLlm();
                }

                if (isExceptionHandler)
                {
                    app.UseExceptionHandler(errors => errors.Run(AnswerAsync));
                }
                else
                {
                    app.Use(CatchAsync);
                }

                if (isInFront)
                {
                    app.UseRouting();
                    app.UseTracedLlm();
                }

                app.MapPost(Plain, ThrowingHandlers.ThrowAsync);
                app.MapPost(Partial, ThrowingHandlers.ThrowPartialAsync);
                app.MapControllers();
            },
        });

        async Task CatchAsync(HttpContext context, RequestDelegate next)
        {
            try
            {
                await next(context);
            }
            catch (InvalidOperationException)
            {
                await AnswerAsync(context);
            }
        }

        Task AnswerAsync(HttpContext context)
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync("cached");
        }
    }
}
