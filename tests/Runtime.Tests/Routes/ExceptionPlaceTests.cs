using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Failures;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>Whatever makes a response of the handler's exception, and wherever it stands, the trace and the failure log have the exception.</summary>
[Collection(ProcessWide.Name)]
public sealed class ExceptionPlaceTests
{
    private const string Messages = "/v1/completions";
    private const string Partial = "/v1/audio/transcriptions";
    private const string Controller = "/v1/moderations";

    public static TheoryData<ExceptionPlace, string, Tracing> Cases()
    {
        var cases = new TheoryData<ExceptionPlace, string, Tracing>();
        foreach (var place in Enum.GetValues<ExceptionPlace>())
        {
            foreach (var route in new[] { Messages, Partial, Controller })
            {
                cases.Add(place, route, Tracing.On);
            }

            cases.Add(place, Messages, Tracing.Unsampled);
            cases.Add(place, Messages, Tracing.Off);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_exception_is_recorded(ExceptionPlace place, string route, Tracing tracing)
    {
        var failures = new RecordedFailures();
        await using var gateway = await StartAsync(app => place.Use(app), services => place.AddServices(services), failures, tracing);

        var answer = await gateway.PostAsync(route);

        Assert.Equal((HttpStatusCode.BadGateway, "sorry"), (answer.Status, answer.Body));
        await AssertRecordedAsync(gateway, failures, tracing, 502);
    }

    [Fact]
    public Task An_endpoint_filter_around_a_partial_handler() => AnswersAsync("/v1/images/variations", "sorry");

    [Fact]
    public Task An_exception_filter_of_MVC_around_a_partial_action() => AnswersAsync("/v1/rerank", "sorry");

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Off)]
    public async Task A_middleware_that_tries_once_more_with_success_leaves_no_failure(Tracing tracing)
    {
        var failures = new RecordedFailures();
        await using var gateway = await StartAsync(
            app =>
            {
                app.UseTracedLlm();
                app.Use(async (HttpContext context, RequestDelegate next) =>
                {
                    try
                    {
                        await next(context);
                    }
                    catch (TimeoutException)
                    {
                        context.Items["again"] = true;
                        await next(context);
                    }
                });
                app.MapPost("/v1/audio/translations", [TracedLlmRoute] (HttpContext http) => http.Items.ContainsKey("again") ? "fine" : throw new TimeoutException());
            },
            static _ => { },
            failures,
            tracing);

        Assert.Equal("fine", (await gateway.PostAsync("/v1/audio/translations")).Body);

        Assert.Empty(failures.All);
        Assert.All(await gateway.StopAsync(), span => Assert.DoesNotContain("error.type", span.Attributes.Keys));
    }

    private static async Task AnswersAsync(string route, string body)
    {
        var failures = new RecordedFailures();
        await using var gateway = await StartAsync(
            static app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/images/variations", ThrowingHandlers.ThrowPartialAsync).AddEndpointFilter(async (context, next) =>
                {
                    try
                    {
                        return await next(context);
                    }
                    catch (InvalidOperationException)
                    {
                        return Results.Text("sorry", statusCode: 500);
                    }
                });
            },
            static _ => { },
            failures,
            Tracing.On);

        Assert.Equal(body, (await gateway.PostAsync(route)).Body);
        await AssertRecordedAsync(gateway, failures, Tracing.On, 500);
    }

    private static Task<TestGateway> StartAsync(Action<WebApplication> pipeline, Action<IServiceCollection> services, RecordedFailures failures, Tracing tracing) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            Export = tracing != Tracing.Off,
            Settings = new() { ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null },
            Before = builder =>
            {
                services(builder.Services);
                builder.Services.AddControllers().AddApplicationPart(typeof(ThrowingController).Assembly);
                builder.Services.AddSingleton<ILlmFailureLog>(failures);
            },
            App = app =>
            {
                pipeline(app);
                app.MapPost(Messages, ThrowingHandlers.ThrowAsync);
                app.MapPost(Partial, ThrowingHandlers.ThrowPartialAsync);
                app.MapControllers();
            },
        });

    private static async Task AssertRecordedAsync(TestGateway gateway, RecordedFailures failures, Tracing tracing, int status)
    {
        var spans = await gateway.StopAsync();
        var failure = Assert.Single(failures.All);
        Assert.Equal("boom POST", Assert.IsType<InvalidOperationException>(failure.Exception).Message);
        Assert.Equal((status, "System.InvalidOperationException"), (failure.StatusCode, failure.ErrorType));
        if (tracing != Tracing.On)
        {
            Assert.Empty(spans);
            return;
        }

        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] ERROR "boom POST"  {error.message=boom POST, error.type=System.InvalidOperationException, http.response.status_code={{status}}, litellm.outcome=error}
            └─ Failed Proxy Server Request ERROR "boom POST"  {error.message=boom POST, error.type=System.InvalidOperationException}
            """,
            TestGateway.Print(spans, "error.message", "error.type", "http.resp", "litellm.outcome").TrimEnd());
        var @event = Assert.Single(spans.SelectMany(static span => span.Events));
        Assert.Equal("exception", @event.Name);
        Assert.Equal("boom POST", @event.Attributes["exception.message"]);
        Assert.Contains(nameof(ThrowingHandlers.ThrowAsync), (string)@event.Attributes["exception.stacktrace"]!, StringComparison.Ordinal);
    }
}
