using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.RequestLog;
using TracedLlm.Tests.Routes;

namespace TracedLlm.Tests.Metrics;

/// <summary>The metrics of requests that reach more than one provider, of MVC, and of two applications in one process.</summary>
[Collection(ProcessWide.Name)]
public sealed class MeasuredRoutesTests : IAsyncLifetime
{
    private MeteredProcess _meter = null!;

    public async Task InitializeAsync() => _meter = await MeteredProcess.StartAsync();

    public async Task DisposeAsync() => await _meter.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Actions_of_MVC_are_measured(bool export)
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Export = export,
            Before = builder => builder.Services.AddControllers().AddApplicationPart(typeof(ChatController).Assembly),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapControllers();
            },
        });

        foreach (var path in new[] { "/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1/embeddings" })
        {
            await gateway.AskAsync(path);
        }

        await gateway.StopAsync();
        Assert.Equal(
            ["429 embeddings gpt-4o refused 1", "500 chat gpt-4o error 1", "System.InvalidOperationException chat gpt-4o error 1", "chat gpt-4o ok 1"],
            await _meter.CollectAsync("gen_ai.server.request.duration"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hedged_attempt_counts_for_its_provider_and_the_request_for_the_one_that_answered(bool export)
    {
        await using var gateway = await StartAsync(export, app => app.MapPost("/v1/embeddings", [TracedLlmRoute] async () =>
        {
            var slow = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var first = StartCall("azure.ai.openai").EndWith(slow.Task);
            var hedge = StartCall("openai").EndWith(Task.FromResult("answer"));
            await hedge;
            slow.SetCanceled();
            await Assert.ThrowsAsync<TaskCanceledException>(() => first);
            return Results.Text("""{"model":"embed-1","usage":{"prompt_tokens":3}}""", "application/json");
        }));

        await gateway.AskAsync("/v1/embeddings");

        await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["embeddings azure.ai.openai initial cancelled 1", "embeddings openai hedge ok 1"], MeteredProcess.Lines(metrics, "tracedllm.attempts"));
        Assert.Equal(["embeddings azure.ai.openai initial cancelled 1", "embeddings openai hedge ok 1"], MeteredProcess.Lines(metrics, "tracedllm.attempt.duration"));
        Assert.Equal(["embeddings openai gpt-4o embed-1 1"], MeteredProcess.Lines(metrics, "gen_ai.client.operation.duration"));
        Assert.Equal(["embeddings openai gpt-4o embed-1 input 3"], MeteredProcess.Lines(metrics, "gen_ai.client.token.usage"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_retry_at_another_provider_counts_for_that_provider(bool export)
    {
        await using var gateway = await StartAsync(export, app => app.MapPost("/v1/chat/completions", [TracedLlmRoute] () =>
        {
            using (var busy = StartCall("anthropic"))
            {
                busy.RecordException(new HttpRequestException("busy", null, HttpStatusCode.TooManyRequests));
            }

            using (StartCall("openai"))
            {
                return Results.Text("""{"model":"gpt-4o-1","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}}""", "application/json");
            }
        }));

        await gateway.AskAsync("/v1/chat/completions");

        await gateway.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["429 chat anthropic initial error 1", "chat openai retry ok 1"], MeteredProcess.Lines(metrics, "tracedllm.attempts"));
        Assert.Equal(["chat openai gpt-4o gpt-4o-1 1"], MeteredProcess.Lines(metrics, "gen_ai.client.operation.duration"));
        Assert.Equal(["chat openai gpt-4o gpt-4o-1 ok 1"], MeteredProcess.Lines(metrics, "gen_ai.server.request.duration"));
    }

    [Fact]
    public async Task Two_applications_in_one_process_count_in_the_same_series()
    {
        await using var first = await StartAsync(export: false, Map);
        await using var second = await StartAsync(export: false, Map);

        await first.AskAsync("/v1/rerank");
        await second.AskAsync("/v1/rerank");
        await second.AskAsync("/v1/rerank");

        await first.StopAsync();
        await second.StopAsync();
        var metrics = await _meter.CollectAsync();
        Assert.Equal(["rerank gpt-4o ok 3"], MeteredProcess.Lines(metrics, "gen_ai.server.request.duration"));
        Assert.Equal(["0"], MeteredProcess.Lines(metrics, "tracedllm.requests.in_flight"));

        static void Map(WebApplication app) => app.MapPost("/v1/rerank", [TracedLlmRoute] () => { });
    }

    private static LlmSpan StartCall(string provider) => LlmSpan.StartCall("model", [new("gen_ai.provider.name", provider)]);

    private static Task<TestGateway> StartAsync(bool export, Action<WebApplication> routes) => TestGateway.StartAsync(new GatewaySetup
    {
        Export = export,
        App = app =>
        {
            app.UseTracedLlm();
            routes(app);
        },
    });
}
