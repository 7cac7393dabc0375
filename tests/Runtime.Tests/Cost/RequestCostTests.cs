using Microsoft.Extensions.Logging;
using TracedLlm.Cost;
using TracedLlm.Facts;
using TracedLlm.Requests;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Cost;

/// <summary>Which cost a request has: stated, reported or computed; and when it has none.</summary>
public sealed class RequestCostTests
{
    // gpt-4o: 2.5e-06 a token of input, 1.25e-06 cached, 1e-05 of output.
    private readonly ListedLog _log = new();

    [Fact]
    public void A_cost_is_computed_from_the_usage_of_the_model_that_answered() => Assert.Equal(
        "{litellm.cost.cache_read=1.25E-05, litellm.cost.input=0.00023750000000000003, litellm.cost.output=0.0002, litellm.cost.total=0.00043750000000000006}",
        Costs(ModelPriceTable.BuiltIn, "openai", "my-alias", usage: [
            (GenAi.ResponseModel, "gpt-4o-2024-11-20"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageCacheReadInputTokens, 10L), (GenAi.UsageOutputTokens, 20L)]));

    [Fact]
    public void The_provider_s_name_of_the_model_counts_if_the_response_names_none() => Assert.Equal(
        "{litellm.cost.input=0.00025, litellm.cost.output=0.0002, litellm.cost.total=0.00045}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 20L)]));

    [Fact]
    public void A_reported_cost_is_not_computed_again() => Assert.Equal(
        "{litellm.cost.total=0.5}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L), (LiteLlm.CostTotal, 0.5)]));

    [Fact]
    public void A_stated_cost_outweighs_a_reported_one() => Assert.Equal(
        "{litellm.cost.total=0.25}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", trace => trace.SetCost(0.25), usage: [(GenAi.UsageInputTokens, 100L), (LiteLlm.CostTotal, 0.5)]));

    [Fact]
    public void Stated_usage_is_priced() => Assert.Equal(
        "{litellm.cost.input=0.0025, litellm.cost.total=0.0025}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", trace => trace.SetUsage(new LlmUsage { InputTokens = 1000 }), usage: [(GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void A_cached_answer_costs_nothing() => Assert.Equal(
        "{litellm.cost.total=0.0}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", trace => trace.SetCacheHit(true), usage: [(GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void Half_of_a_usage_has_half_of_a_cost() => Assert.Equal(
        "{litellm.cost.output=0.0002, litellm.cost.total=0.0002}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", usage: [(GenAi.UsageOutputTokens, 20L)]));

    [Fact]
    public void The_answered_service_tier_prices_the_call() => Assert.Equal(
        "{litellm.cost.input=0.000425, litellm.cost.total=0.000425}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", usage: [
            (OpenAi.RequestServiceTier, "auto"), (OpenAi.ResponseServiceTier, "priority"), (GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void Web_searches_are_part_of_the_total() => Assert.Equal(
        "{litellm.cost.input=0.00030000000000000003, litellm.cost.total=0.020300000000000002}",
        Costs(ModelPriceTable.BuiltIn, "anthropic", "claude-sonnet-4-5", usage: [(GenAi.UsageInputTokens, 100L), (LiteLlm.UsageWebSearchRequests, 2L)]));

    [Fact]
    public void Without_usage_there_is_no_cost() => Assert.Equal("", Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o"));

    [Fact]
    public void Without_prices_there_is_no_cost() => Assert.Equal("", Costs(null, "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void Counting_tokens_costs_nothing_that_is_billed() => Assert.Equal(
        "", Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", api: LlmApi.Batches, usage: [(GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void An_unknown_model_has_no_cost_and_is_named_once()
    {
        var prices = new CallPrices(ModelPriceTable.BuiltIn, _log);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("", CostsBy(prices, "openai", "my-model", usage: [(GenAi.UsageInputTokens, 100L)]));
        }

        Assert.StartsWith("No price is known of the model 'my-model' of openai: its requests have no cost.", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_callers_make_up_do_not_fill_the_log()
    {
        var prices = new CallPrices(ModelPriceTable.BuiltIn, _log);

        for (var i = 0; i < 3000; i++)
        {
            prices.NameUnpriced("openai", $"model-{i}");
        }

        Assert.Equal(1000, _log.Lines.Count);
    }

    [Theory]
    [InlineData(512, 1)]
    [InlineData(513, 0)]
    public void A_text_that_is_too_long_for_a_name_is_not_logged(int length, int lines)
    {
        var prices = new CallPrices(ModelPriceTable.BuiltIn, _log);

        prices.NameUnpriced("openai", new string('m', length));

        Assert.Equal(lines, _log.Lines.Count);
    }

    [Fact]
    public void A_model_without_a_price_of_what_was_used_has_no_cost_and_is_named_once()
    {
        var prices = new CallPrices(ModelPriceTable.BuiltIn, _log);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("", CostsBy(prices, "openai", "gpt-4o", usage: [(LiteLlm.UsageAudioSeconds, 12.5)]));
        }

        Assert.StartsWith("The prices of the model 'gpt-4o' of openai have none for what a request used", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_answer_without_usage_names_no_model()
    {
        Assert.Equal("", Costs(ModelPriceTable.BuiltIn, "openai", "my-model"));
        Assert.Empty(_log.Lines);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1.0)]
    public void A_reported_cost_that_is_no_amount_is_removed_and_computed(double reported) => Assert.Equal(
        "{litellm.cost.input=0.00025, litellm.cost.total=0.00025}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L), (LiteLlm.CostTotal, reported)]));

    [Fact]
    public void Without_prices_a_reported_cost_that_is_no_amount_is_removed() => Assert.Equal(
        "", Costs(null, "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L), (LiteLlm.CostTotal, double.NaN)]));

    [Fact]
    public void Image_tokens_have_prices_of_their_own() => Assert.Equal(
        "{litellm.cost.input=0.0017499999999999998, litellm.cost.output=0.033791999999999996, litellm.cost.total=0.035542}",
        Costs(ModelPriceTable.BuiltIn, "openai", "gpt-image-1.5", trace => trace.SetUsage(new LlmUsage
        {
            InputTokens = 230,
            ImageInputTokens = 200,
            OutputTokens = 1056,
            ImageOutputTokens = 1056,
        })));

    [Theory]
    [InlineData(false, "{litellm.cost.input=100.0, litellm.cost.total=100.0}")]
    [InlineData(true, "{litellm.cost.input=0.00025, litellm.cost.total=0.00025}")]
    public async Task Of_two_attempts_at_the_same_time_the_answered_one_is_priced(bool hedgeAnswers, string costs)
    {
        using var request = new TracedRequest(prices: new CallPrices(new HedgedPrices(), _log));
        TaskCompletionSource<string> slow = new(), fast = new();
        var first = Start("azure.ai.openai", "d-1").EndWith(slow.Task);
        var hedge = Start("openai", "d-2").EndWith(fast.Task);
        var (winner, loser) = hedgeAnswers ? (fast, slow) : (slow, fast);

        winner.SetResult("answer");
        await (hedgeAnswers ? hedge : first);
        loser.SetCanceled();
        await Assert.ThrowsAsync<TaskCanceledException>(() => hedgeAnswers ? first : hedge);
        request.State.Request.SetTag(GenAi.UsageInputTokens, 100L, RequestTagSource.Provider);

        Assert.Contains(costs, request.End(200, "litellm.cost."), StringComparison.Ordinal);

        static LlmSpan Start(string provider, string deployment) => LlmSpan.StartCall(
            tags: [new(GenAi.ProviderName, provider), new(LiteLlm.ProviderModel, "gpt-4o"), new(LiteLlm.DeploymentId, deployment)]);
    }

    [Theory]
    [InlineData(false, 200, "{litellm.cost.input=0.5, litellm.cost.total=0.5}")]
    [InlineData(true, 200, "{litellm.cost.input=0.5, litellm.cost.total=0.5}")]
    [InlineData(null, 500, "")]
    public async Task A_price_of_the_request_is_that_of_the_answered_attempt(bool? hedgeFails, int status, string costs)
    {
        using var request = new TracedRequest(prices: new CallPrices(new RequestPrices(), _log));
        TaskCompletionSource<string> first = new(), hedge = new();
        var tasks = (First: Start().EndWith(first.Task), Hedge: Start().EndWith(hedge.Task));
        Finish(first, hedgeFails == true);
        Finish(hedge, hedgeFails == false);
        await Task.WhenAll(Result(tasks.First), Result(tasks.Hedge));

        var line = request.End(status, "litellm.cost.").Split('\n').Single(line => line.Contains("litellm_request", StringComparison.Ordinal));

        Assert.EndsWith(costs, line, StringComparison.Ordinal);
        Assert.Equal(costs.Length > 0, line.Contains("litellm.cost.", StringComparison.Ordinal));

        void Finish(TaskCompletionSource<string> attempt, bool isAnswered)
        {
            if (isAnswered)
            {
                attempt.SetResult("answer");
            }
            else
            {
                attempt.SetException(new HttpRequestException("The provider is down."));
            }
        }

        static Task Result(Task<string> attempt) => attempt.ContinueWith(static _ => { }, TaskScheduler.Default);

        static LlmSpan Start() => LlmSpan.StartCall(tags: [new(GenAi.ProviderName, "openai"), new(LiteLlm.ProviderModel, "flat")]);
    }

    [Theory]
    [InlineData(-1L, "")]
    [InlineData("100", "")]
    [InlineData(double.NaN, "")]
    [InlineData(long.MaxValue, "{litellm.cost.input=23058430092136.94, litellm.cost.total=23058430092136.94}")]
    public void Hostile_counts_give_no_hostile_costs(object count, string costs) =>
        Assert.Equal(costs, Costs(ModelPriceTable.BuiltIn, "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, count)]));

    [Theory]
    [InlineData(1e308, "{litellm.cost.output=1.0000000000000001E+304, litellm.cost.total=1.0000000000000001E+304}")]
    [InlineData(double.PositiveInfinity, "")]
    [InlineData(double.NaN, "")]
    [InlineData(-1.0, "")]
    public void Hostile_seconds_give_no_hostile_costs(double seconds, string costs) =>
        Assert.Equal(costs, Costs(ModelPriceTable.BuiltIn, "openai", "whisper-1", usage: [(LiteLlm.UsageAudioSeconds, seconds)]));

    [Fact]
    public void Prices_that_throw_fail_no_request() => Assert.Equal(
        "", Costs(new ThrowingPrices(), "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void The_deployment_of_the_answer_is_asked_for() => Assert.Equal(
        "{litellm.cost.input=100.0, litellm.cost.total=100.0}",
        Costs(new DeploymentPrices(), "openai", "gpt-4o", usage: [(GenAi.UsageInputTokens, 100L)]));

    [Fact]
    public void A_model_that_is_billed_by_the_time_costs_the_time_of_its_provider()
    {
        var prices = new ModelPrices([new("input_cost_per_second", 2), new("output_cost_per_second", 0.5)]);

        var cost = CostCalculator.Compute(prices, new BilledUsage { Input = 5, Output = 5, Duration = TimeSpan.FromMilliseconds(1500) });

        Assert.Equal(new CallCost(3, 0.75), cost);
    }

    [Fact]
    public void A_request_has_a_price_of_its_own()
    {
        var prices = new ModelPrices([new("input_cost_per_request", 0.005), new("input_cost_per_token", 0.001)]);

        Assert.Equal(0.015, CostCalculator.Compute(prices, new BilledUsage { Input = 10, Output = 5 })!.Value.Total);
    }

    private string Costs(IModelPrices? prices, string provider, string model, Action<LlmTrace>? state = null, LlmApi api = LlmApi.ChatCompletions, params (string Name, object? Value)[] usage) =>
        CostsBy(prices is null ? null : new CallPrices(prices, _log), provider, model, state, api, usage);

    private static string CostsBy(
        CallPrices? prices, string provider, string model, Action<LlmTrace>? state = null, LlmApi api = LlmApi.ChatCompletions, params (string Name, object? Value)[] usage)
    {
        using var request = new TracedRequest(api, prices: prices);
        using (LlmSpan.StartCall(tags: [new(GenAi.ProviderName, provider), new(LiteLlm.ProviderModel, model), new(LiteLlm.DeploymentId, "d-1")]))
        {
            foreach (var (name, value) in usage)
            {
                request.State.Request.SetTag(name, value, RequestTagSource.Provider);
            }

            state?.Invoke(request.Trace);
        }

        var tree = request.End(200, "litellm.cost.");
        var line = tree.Split('\n').Single(line => line.Contains("litellm_request", StringComparison.Ordinal));
        Assert.Equal(line.Contains("litellm.cost.", StringComparison.Ordinal), request.State.SettledCost is not null);
        return line.IndexOf('{', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "";
    }

    private sealed class ThrowingPrices : IModelPrices
    {
        public ModelPrices FindPrices(string? provider, string model, string? deployment) => throw new InvalidOperationException("No prices today.");
    }

    private sealed class DeploymentPrices : IModelPrices
    {
        public ModelPrices? FindPrices(string? provider, string model, string? deployment) => deployment == "d-1" ? new([new("input_cost_per_token", 1)]) : null;
    }

    private sealed class HedgedPrices : IModelPrices
    {
        public ModelPrices? FindPrices(string? provider, string model, string? deployment) => (provider, deployment) switch
        {
            ("azure.ai.openai", "d-1") => new([new("input_cost_per_token", 1)]),
            ("openai", "d-2") => ModelPriceTable.BuiltIn.FindPrices(provider, model, deployment),
            _ => throw new InvalidOperationException($"No attempt called {provider} {deployment}."),
        };
    }

    private sealed class RequestPrices : IModelPrices
    {
        public ModelPrices FindPrices(string? provider, string model, string? deployment) => new([new("input_cost_per_request", 0.5)]);
    }

    private sealed class ListedLog : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
