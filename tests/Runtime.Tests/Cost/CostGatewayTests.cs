using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.RequestLog;

namespace TracedLlm.Tests.Cost;

/// <summary>The cost of requests to a running gateway: at a backend, in the request log, and in the response's header.</summary>
[Collection(ProcessWide.Name)]
public sealed class CostGatewayTests
{
    private const string Cost = "litellm_request  {litellm.cost.cache_read=6E-07, litellm.cost.input=2.2499999999999996E-06, litellm.cost.output=6E-06, litellm.cost.total=8.25E-06}";

    private readonly RecordedRequests _requests = new();

    [Theory]
    [InlineData(Tracing.On)]
    [InlineData(Tracing.Unsampled)]
    [InlineData(Tracing.Off)]
    public async Task A_request_has_its_cost_in_the_header_in_the_log_and_at_the_backend(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(tracing, upstream, models: ["good"]);

        var answer = await gateway.AskAsync("/v1/chat/completions/buffered");

        Assert.Equal("8.25e-06", Assert.Single(answer.Headers.GetValues("x-litellm-response-cost")));
        await gateway.StopAsync();
        Assert.Equal(
            new LlmCost { Total = 8.25e-06, Input = 2.2499999999999996e-06, Output = 6e-06, CacheRead = 6e-07 },
            Assert.Single(_requests.All).Cost);
    }

    // Without a request log, a request that the sampler leaves out is recorded only for its metrics.
    [Theory]
    [InlineData("otlp", "8.25e-06")]
    [InlineData("none", null)]
    public async Task An_unsampled_request_has_its_cost_in_the_header_if_metrics_are_exported(string metrics, string? cost)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(Tracing.Unsampled, upstream, models: ["good"], logs: [], metrics: metrics);

        var answer = await gateway.AskAsync("/v1/chat/completions/buffered");

        Assert.Equal(cost, answer.Headers.TryGetValues("x-litellm-response-cost", out var values) ? Assert.Single(values) : null);
        await gateway.StopAsync();
    }

    [Fact]
    public async Task A_failed_attempt_costs_nothing()
    {
        await using var upstream = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429),
            UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(Tracing.On, upstream, models: ["busy", "good"]);

        await gateway.AskAsync("/v1/chat/completions/buffered");

        Assert.Contains(Cost, await gateway.StopAndPrintAsync("litellm.cost."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_has_its_cost_at_its_end_and_no_header()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(Tracing.On, upstream, models: ["good"]);

        var answer = await gateway.AskAsync("/v1/chat/completions/buffered");

        Assert.False(answer.Headers.Contains("x-litellm-response-cost"));
        Assert.Contains(Cost, await gateway.StopAndPrintAsync("litellm.cost."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_prices_a_request_has_no_cost()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(Tracing.On, upstream, models: ["good"], prices: "none");

        var answer = await gateway.AskAsync("/v1/chat/completions/buffered");

        Assert.False(answer.Headers.Contains("x-litellm-response-cost"));
        Assert.DoesNotContain("litellm.cost.", await gateway.StopAndPrintAsync("litellm.cost."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prices_are_those_of_the_file()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{ "gpt-4o-mini": { "litellm_provider": "openai", "input_cost_per_token": 1, "output_cost_per_token": 2 } }""");
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(Tracing.On, upstream, models: ["good"], prices: path);

        var answer = await gateway.AskAsync("/v1/chat/completions/buffered");

        File.Delete(path);
        Assert.Equal("31.0", Assert.Single(answer.Headers.GetValues("x-litellm-response-cost")));
        await gateway.StopAsync();
    }

    [Fact]
    public async Task A_wrong_file_stops_the_start()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, """{ "gpt-4o": { "input_cost_per_token": "cheap" } }""");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(Tracing.On, upstream: null, models: [], prices: path));

        File.Delete(path);
        Assert.Equal(
            $"TracedLlm:ModelPrices: The price file '{path}', model 'gpt-4o', field 'input_cost_per_token': \"cheap\" is no price. Write a number of USD that is not negative, or remove the field. "
                + "Without the setting, the prices that the package brings are used; 'none' computes no costs.",
            error.Message);
    }

    [Fact]
    public async Task A_missing_file_stops_the_start_of_a_gateway_with_prices_of_its_own()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(new GatewaySetup
        {
            Settings = new() { ["TracedLlm:ModelPrices"] = "/no/prices.json" },
            Before = builder => builder.Services.AddSingleton<IModelPrices>(ModelPriceTable.BuiltIn),
            App = app => app.UseTracedLlm(),
        }));

        Assert.StartsWith("TracedLlm:ModelPrices: The price file '/no/prices.json' cannot be read: ", error.Message, StringComparison.Ordinal);
    }

    private Task<TestGateway> StartAsync(Tracing tracing, FakeUpstream? upstream, string[] models, string? prices = null, ILlmRequestLog[]? logs = null, string? metrics = null) => RequestLogGateway.StartAsync(
        tracing,
        logs ?? [_requests],
        settings: new() { ["TracedLlm:ModelPrices"] = prices, ["OTEL_METRICS_EXPORTER"] = metrics },
        routes: app => app.MapPost("/v1/chat/completions/buffered", [TracedLlmRoute(LlmApi.ChatCompletions)] async (HttpContext http) =>
        {
            using var client = new HttpClient();
            var provider = new TriedProvider(client, upstream!.Endpoint);
            foreach (var model in models)
            {
                using var response = await provider.SendAsync(new(model, "gpt"));
                var body = await response.Content.ReadAsStringAsync();
                if (response.IsSuccessStatusCode)
                {
                    http.Response.ContentType = response.Content.Headers.ContentType!.ToString();
                    await http.Response.WriteAsync(body);
                }
            }
        }));
}
