using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Failures;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Routes;

/// <summary>A block is recorded, however the gateway handles the guardrail's exception, even with status 200.</summary>
[Collection(ProcessWide.Name)]
public sealed class HiddenBlockTests
{
    private const string Blocked =
        """
        Received Proxy Server Request [SERVER] ERROR "Blocked by the guardrail 'pii': forbidden"  {error.type=guardrail_intervened, http.response.status_code=200, litellm.outcome=blocked}
        ├─ litellm_request ERROR "Blocked by the guardrail 'pii': forbidden"  {error.type=guardrail_intervened}
        │  └─ guardrail  {litellm.guardrail.status=guardrail_intervened}
        └─ Failed Proxy Server Request ERROR "Blocked by the guardrail 'pii': forbidden"  {error.type=guardrail_intervened}
        """;

    private static readonly string[] Shown = ["error.type", "http.resp", "litellm.outcome", "litellm.guardrail.status"];

    public static TheoryData<string> Routes => ["/v1/messages", "/v1/chat/completions", "/v1/responses", "/v1/batches", "/openai/deployments/gpt/chat/completions"];

    [Theory]
    [MemberData(nameof(Routes))]
    public Task By_an_exception_handler_inside_of_the_trace(string route) => AnswersAsync(route, app =>
    {
        app.UseTracedLlm();
        app.UseExceptionHandler(Sorry);
        app.MapPost(route, Block);
    });

    [Theory]
    [MemberData(nameof(Routes))]
    public Task By_an_exception_handler_outside_of_the_trace(string route) => AnswersAsync(route, app =>
    {
        app.UseExceptionHandler(Sorry);
        app.UseRouting();
        app.UseTracedLlm();
        app.MapPost(route, Block);
    });

    [Theory]
    [MemberData(nameof(Routes))]
    public Task By_an_IExceptionHandler(string route) => AnswersAsync(
        route,
        app =>
        {
            app.UseTracedLlm();
            app.UseExceptionHandler(_ => { });
            app.MapPost(route, Block);
        },
        services => services.AddExceptionHandler<Polite>());

    [Theory]
    [MemberData(nameof(Routes))]
    public Task By_a_filter_of_a_minimal_API(string route) => AnswersAsync(route, app =>
    {
        app.UseTracedLlm();
        app.MapPost(route, [TracedLlmRoute] async () =>
        {
            await ThrowingGuardrails.ThrowAsync(new PolicyException());
            return "never";
        }).AddEndpointFilter(async (context, next) =>
        {
            try
            {
                return await next(context);
            }
            catch (PolicyException)
            {
                return "sorry";
            }
        });
    });

    [Theory]
    [InlineData("/v1/images/generations")]
    [InlineData("/v1/audio/speech")]
    public Task By_an_exception_filter_of_MVC(string route) => AnswersAsync(
        route,
        app =>
        {
            app.UseTracedLlm();
            app.MapControllers();
        },
        services => services.AddControllers().AddApplicationPart(typeof(BlockedController).Assembly));

    [Fact]
    public async Task After_the_stream_has_begun()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
        {
            await http.Response.WriteAsync("data: {}\n\n");
            await http.Response.Body.FlushAsync();
            try
            {
                await ThrowingGuardrails.ThrowAsync(new PolicyException());
            }
            catch (PolicyException)
            {
                http.Abort();
            }
        }));

        await Record.ExceptionAsync(() => gateway.PostAsync("/v1/messages"));

        Assert.Equal(Blocked, Unquoted(await gateway.StopAndPrintAsync(Shown)));
    }

    [Fact]
    public async Task A_guardrail_that_only_logs_blocks_nothing_by_any_exception()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async () =>
        {
            await Record.ExceptionAsync(() => ThrowingGuardrails.AuditAsync(new PolicyException()));
            return "fine";
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
               └─ guardrail  {litellm.guardrail.status=guardrail_intervened}
            """,
            await gateway.StopAndPrintAsync(Shown));
    }

    private static async Task AnswersAsync(string route, Action<WebApplication> app, Action<IServiceCollection>? services = null)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => services?.Invoke(builder.Services),
            App = app,
        });

        var answer = await gateway.PostAsync(route);

        Assert.Equal((HttpStatusCode.OK, "sorry"), (answer.Status, answer.Body.Trim('"')));
        Assert.Equal(Blocked, Unquoted(await gateway.StopAndPrintAsync(Shown)));
    }

    [TracedLlmRoute]
    private static Task Block(HttpContext http) => ThrowingGuardrails.ThrowAsync(new PolicyException());

    private static void Sorry(IApplicationBuilder errors) => errors.Run(http =>
    {
        http.Response.StatusCode = 200;
        return http.Response.WriteAsync("sorry");
    });

    private static string Unquoted(string tree) => tree.Replace("\"forbidden\"", "forbidden", StringComparison.Ordinal);

    private sealed class Polite : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            httpContext.Response.StatusCode = 200;
            await httpContext.Response.WriteAsync("sorry", cancellationToken);
            return true;
        }
    }
}
