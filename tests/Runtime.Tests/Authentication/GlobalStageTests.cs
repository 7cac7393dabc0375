using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Authentication;

/// <summary>The stages of a middleware that all routes pass.</summary>
[Collection(ProcessWide.Name)]
public sealed class GlobalStageTests
{
    private static readonly ActivitySource Other = new("TracedLlm.Tests.Global");

    [Theory]
    [InlineData(LlmStage.Auth)]
    [InlineData(LlmStage.PreCall)]
    public async Task Behind_the_trace_they_are_spans_of_traced_routes_only(LlmStage stage)
    {
        await using var gateway = await StartAsync(stage, isInFront: false);

        await gateway.PostAsync("/other");
        await gateway.PostAsync("/nowhere");
        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            $"""
            Received Proxy Server Request [SERVER]  {"{"}litellm.outcome=ok{"}"}
            ├─ {(stage == LlmStage.Auth ? "auth" : "proxy_pre_call")}
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task In_front_of_the_trace_they_make_no_trace_on_untraced_routes()
    {
        await using var gateway = await StartAsync(LlmStage.Auth, isInFront: true);

        await gateway.PostAsync("/other");
        await gateway.PostAsync("/nowhere");

        Assert.Empty(await gateway.StopAsync());
    }

    [Fact]
    public async Task In_front_of_routing_they_are_spans_of_traced_routes_only()
    {
        await using var gateway = await StartRoutedAsync(static async next =>
        {
            using (var stage = LlmSpan.StartStage(LlmStage.Auth, [new("key.kind", "virtual")]))
            {
                await Task.Yield();
                stage.SetTag("key.age", 3).SetRootTag("litellm.api_key.alias", "ci");
            }

            await next();
        });

        await gateway.PostAsync("/other");
        await gateway.PostAsync("/nowhere");
        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.api_key.alias=ci, litellm.outcome=ok}
            ├─ auth  {key.age=3, key.kind=virtual}
            └─ litellm_request  {litellm.api_key.alias=ci}
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "key.", "litellm.api_key.alias"));
    }

    [Fact]
    public async Task In_front_of_routing_a_stage_that_throws_is_an_error_and_one_that_runs_on_ends_with_the_start_of_the_trace()
    {
        await using var gateway = await StartRoutedAsync(static async next =>
        {
            using var outer = LlmSpan.StartStage(LlmStage.PreCall);
            await Record.ExceptionAsync(static () => LlmSpan.StartStage(LlmStage.Auth).EndWith(Task.FromException(new InvalidOperationException("no key"))));
            await next();
        });

        await gateway.PostAsync("/other");
        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            ├─ proxy_pre_call
            ├─ auth ERROR "no key"  {error.type=System.InvalidOperationException}
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync("litellm.outcome", "error.type"));
    }

    [Fact]
    public async Task A_stage_on_a_route_that_names_no_API_throws_nothing()
    {
        Exception? thrown = null;
        await using var gateway = await TestGateway.StartAsync(app =>
        {
            // A route that is added while the gateway runs is not checked at the start-up.
            var endpoint = new Endpoint(static _ => Task.CompletedTask, new EndpointMetadataCollection(new TracedLlmRouteAttribute()), "late");
            app.MapPost("/other", async (HttpContext http) =>
            {
                http.SetEndpoint(endpoint);
                thrown = await Record.ExceptionAsync(static () =>
                {
                    LlmSpan.StartStage(LlmStage.Auth).End();
                    return Task.CompletedTask;
                });
                http.SetEndpoint(null);
            });
        });

        await gateway.PostAsync("/other");

        Assert.Null(thrown);
    }

    [Fact]
    public async Task A_stage_with_a_name_of_the_gateways_own_is_a_trace()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/other", () => LlmSpan.StartStage("reindex").End()));

        await gateway.PostAsync("/other");

        Assert.Equal(["reindex"], (await gateway.StopAsync()).Select(static span => span.Name));
    }

    [Fact]
    public async Task Under_an_exported_activity_they_are_its_children()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            // Without logging ASP.NET Core has no activity of its own, which is not exported.
            Logging = false,
            OtherSources = [Other.Name],
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/other", () =>
                {
                    using var job = Other.StartActivity("job");
                    LlmSpan.StartStage(LlmStage.Auth).End();
                });
            },
        });

        await gateway.PostAsync("/other");

        Assert.Equal(
            """
            job
            └─ auth
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task Work_that_a_request_left_behind_is_outside_of_requests()
    {
        var ended = new TaskCompletionSource();
        var done = new TaskCompletionSource();
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/other", (HttpContext http) =>
        {
            http.Response.OnCompleted(() =>
            {
                ended.SetResult();
                return Task.CompletedTask;
            });
            _ = Task.Run(async () =>
            {
                await ended.Task;
                LlmSpan.StartStage(LlmStage.Auth).End();
                done.SetResult();
            });
        }));

        await gateway.PostAsync("/other");
        await done.Task;

        Assert.Equal(["auth"], (await gateway.StopAsync()).Select(static span => span.Name));
    }

    private static Task<TestGateway> StartRoutedAsync(Func<Func<Task>, Task> stage) => TestGateway.StartAsync(new GatewaySetup
    {
        App = app =>
        {
            app.Use((HttpContext _, Func<Task> next) => stage(next));
            app.UseRouting();
            app.UseTracedLlm();

            app.MapPost("/other", () => "other");
            app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello");
        },
    });

    private static Task<TestGateway> StartAsync(LlmStage stage, bool isInFront) => TestGateway.StartAsync(new GatewaySetup
    {
        App = app =>
        {
            if (isInFront)
            {
                app.UseRouting();
                app.Use(StageAsync);
            }

            app.UseTracedLlm();
            if (!isInFront)
            {
                app.Use(StageAsync);
            }

            app.MapPost("/other", () => "other");
            app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello");

            async Task StageAsync(HttpContext context, RequestDelegate next)
            {
                using (LlmSpan.StartStage(stage))
                {
                    await Task.Yield();
                }

                await next(context);
            }
        },
    });
}
