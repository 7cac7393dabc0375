using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Metrics;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metrics;

/// <summary>How many series the metrics have, whatever callers write.</summary>
[Collection(ProcessWide.Name)]
public sealed class SeriesTests : IAsyncLifetime
{
    private const int Callers = 10_000;
    private const int Limit = 4;

    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    private MeteredProcess _meter = null!;

    public async Task InitializeAsync() => _meter = await MeteredProcess.StartAsync();

    public async Task DisposeAsync() => await _meter.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_users_and_sessions_add_no_series()
    {
        await using (var first = await StartAsync())
        {
            await AskAsync(first, 0);
        }

        var before = Count(await _meter.CollectAsync());
        await using (var gateway = await StartAsync())
        {
            await Parallel.ForAsync(1, Callers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await AskAsync(gateway, i));
        }

        var metrics = await _meter.CollectAsync();
        Assert.Equal(before, Count(metrics));
        Assert.Equal([$"rerank gpt-4o gpt-4o-1 ok {Callers}"], MeteredProcess.Lines(metrics, "gen_ai.server.request.duration"));

        static async Task AskAsync(TestGateway gateway, int i) => await PostAsync(
            gateway,
            "/v1/rerank",
            $$$"""{"model":"gpt-4o","user":"user-{{{i}}}","litellm_metadata":{},"metadata":{"session_id":"session-{{{i}}}","trace_user_id":"user-{{{i}}}","trace_id":"trace-{{{i}}}","tags":["tag-{{{i}}}"],"own":"text {{{i}}}"} }""",
            $"x-litellm-call-id: call-{i}");
    }

    [Theory]
    [InlineData("/v1/responses")]
    [InlineData("/v1/completions")]
    public async Task A_model_that_works_keeps_its_name_whatever_models_a_caller_makes_up(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(upstream);
        for (var i = 0; i < 100; i++)
        {
            await PostAsync(gateway, path, $$"""{"model":"made-up-{{i}}"}""");
        }

        await PostAsync(gateway, "/v1/chat/completions", """{"model":"gpt-4o"}""");

        await gateway.StopAsync();
        var models = ModelsOf(await _meter.CollectAsync());
        Assert.Contains("gpt-4o", models);
        Assert.Contains(BoundedValues.Other, models);
        Assert.InRange(models.Count, 2, Limit + 1);
    }

    [Fact]
    public async Task A_model_that_is_known_keeps_its_name_when_it_is_refused()
    {
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(upstream);
        await PostAsync(gateway, "/v1/chat/completions", """{"model":"gpt-4o"}""");
        await PostAsync(gateway, "/v1/responses", """{"model":"gpt-4o"}""");
        await PostAsync(gateway, "/v1/responses", """{"model":"gpt-5o"}""");
        await gateway.StopAsync();

        Assert.Equal(
            ["401 chat _OTHER refused 1", "401 chat gpt-4o refused 1", "chat gpt-4o gpt-4o-mini-2024-07-18 ok 1"],
            await _meter.CollectAsync("gen_ai.server.request.duration"));
    }

    [Fact]
    public async Task Attributes_of_the_gateways_choice_are_added_and_bounded()
    {
        await using var upstream = await FakeUpstream.StartAsync([.. Enumerable.Repeat(Good, 10)]);
        await using var gateway = await StartAsync(upstream, ("TracedLlm:MetricAttributes", "litellm.team.alias, litellm.metadata.tier"));
        for (var i = 0; i < 10; i++)
        {
            await PostAsync(gateway, "/v1/chat/completions", $$$"""{"model":"gpt-4o","metadata":{"tier":"gold","session_id":"s-{{{i}}}"} }""", $"team: team-{i}");
        }

        await gateway.StopAsync();

        Assert.Equal(
            [
                "chat gpt-4o gpt-4o-mini-2024-07-18 gold ok _OTHER 6",
                "chat gpt-4o gpt-4o-mini-2024-07-18 gold ok team-0 1",
                "chat gpt-4o gpt-4o-mini-2024-07-18 gold ok team-1 1",
                "chat gpt-4o gpt-4o-mini-2024-07-18 gold ok team-2 1",
                "chat gpt-4o gpt-4o-mini-2024-07-18 gold ok team-3 1",
            ],
            await _meter.CollectAsync("gen_ai.server.request.duration"));
        Assert.Equal(5, (await _meter.CollectAsync("tracedllm.attempts")).Length);
    }

    [Theory]
    [InlineData("user.id")]
    [InlineData("session.id")]
    [InlineData("litellm.call_id")]
    [InlineData("litellm.team.id")]
    [InlineData("litellm.api_key.hash")]
    [InlineData("gen_ai.input.messages")]
    [InlineData("gen_ai.request.model")]
    [InlineData("litellm.metadata.userId")]
    [InlineData("litellm.metadata.session_id")]
    [InlineData("litellm.metadata.dropped")]
    [InlineData("app.customer.email")]
    [InlineData("app.prompt")]
    [InlineData("app.userid")]
    [InlineData("app.username")]
    [InlineData("app.question")]
    [InlineData("litellm.metadata.ip")]
    [InlineData("litellm.metadata.trace_name")]
    [InlineData("litellm.metadata.*")]
    [InlineData(" ")]
    public async Task An_id_or_a_text_stops_the_start(string name)
    {
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(settings: ("TracedLlm:MetricAttributes:0", name)));

        Assert.Contains($"TracedLlm:MetricAttributes contains '{name.Trim()}'. Allowed: a list of span attributes that have few values", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("litellm.team.alias")]
    [InlineData("litellm.api_key.alias")]
    [InlineData("litellm.deployment.id")]
    [InlineData("http.route")]
    [InlineData("litellm.metadata.environment")]
    [InlineData("app.tenant.tier")]
    [InlineData("paid")]
    public void An_attribute_with_few_values_is_allowed(string name) => Assert.True(OwnMetricAttributes.IsAllowed(name));

    [Fact]
    public void Values_that_callers_choose_get_the_room_that_speaks_for_them()
    {
        var values = new BoundedValues(4);

        Assert.Equal(BoundedValues.Other, values.Show("refused", ValueEvidence.Refused));
        Assert.Equal("tried-1", values.Show("tried-1", ValueEvidence.Tried));
        Assert.Equal("tried-2", values.Show("tried-2", ValueEvidence.Tried));
        Assert.Equal(BoundedValues.Other, values.Show("tried-3", ValueEvidence.Tried));
        Assert.Equal("answered-1", values.Show("answered-1", ValueEvidence.Answered));
        Assert.Equal("answered-2", values.Show("answered-2", ValueEvidence.Answered));
        Assert.Equal(BoundedValues.Other, values.Show("answered-3", ValueEvidence.Answered));
        Assert.Equal("answered-1", values.Show("answered-1", ValueEvidence.Refused));
        Assert.Equal(BoundedValues.Other, new BoundedValues(4).Show(new string('a', 257)));
    }

    [Fact]
    public async Task Threads_do_not_exceed_the_limit_of_values()
    {
        var values = new BoundedValues(10);

        await Parallel.ForAsync(0, 1_000, (i, _) =>
        {
            values.Show($"{i % 100}");
            return ValueTask.CompletedTask;
        });

        Assert.Equal(10, Enumerable.Range(0, 100).Count(i => values.Show($"{i}") != BoundedValues.Other));
    }

    [Fact]
    public void A_full_tree_merges_further_series_and_keeps_those_it_has()
    {
        var tree = new TagSet();
        var full = new MetricSeries(0);
        var other = new MetricSeries(1);
        for (var i = 0; i < MetricSeries.Max; i++)
        {
            Assert.Equal(2, tree.With("a", $"{i}").With("b", "x").GetTags(full).Length);
        }

        Assert.Equal("[otel.metric.overflow, True]", Print(tree.With("a", "new").With("b", "x"), full));
        Assert.Equal("[otel.metric.overflow, True]", Print(tree.With("a", "0").With("b", "new").With("c", "x"), full));
        Assert.Equal("[otel.metric.overflow, True]", Print(tree.With("a", "7"), full));
        Assert.Equal("[a, 7] [b, x]", Print(tree.With("a", "7").With("b", "x"), full));
        Assert.Equal("[a, 7]", Print(tree.With("a", "7"), other));
        Assert.Equal("[a, 7] [b, new]", Print(tree.With("a", "7").With("b", "new"), other));
    }

    [Fact]
    public void Paths_without_series_are_bounded()
    {
        var tree = new TagSet();
        for (var i = 0; i < TagSet.MaxNodes; i++)
        {
            tree.With("a", $"{i}");
        }

        var series = new MetricSeries(0);
        Assert.Same(tree.With("a", "new"), tree.With("a", "newer").With("b", "x"));
        Assert.Equal("[otel.metric.overflow, True]", Print(tree.With("a", "new"), series));
        Assert.Equal("[a, 7]", Print(tree.With("a", "7"), series));
    }

    [Fact]
    public async Task Threads_do_not_exceed_the_limit_of_series()
    {
        var tree = new TagSet();
        var series = new MetricSeries(0);

        await Parallel.ForAsync(0, 8 * MetricSeries.Max, (i, _) =>
        {
            tree.With("a", $"{i % (2 * MetricSeries.Max)}").GetTags(series);
            return ValueTask.CompletedTask;
        });

        Assert.Equal(MetricSeries.Max, Enumerable.Range(0, 2 * MetricSeries.Max).Count(i => tree.With("a", $"{i}").GetTags(series)[0].Key == "a"));
    }

    [Fact]
    public async Task Forty_models_of_ten_teams_have_series_of_their_own_in_every_metric()
    {
        var requests = new RequestMetrics(maxValues: 200, ["litellm.team.alias"]);
        var operation = new MeasuredOperation { Duration = TimeSpan.FromSeconds(1), InputTokens = 9, OutputTokens = 9, CacheReadTokens = 3, CacheCreationTokens = 3, ReasoningTokens = 3 };
        for (var team = 0; team < 10; team++)
        {
            using var root = new Activity("root").SetTag("litellm.team.alias", $"team-{team}");
            for (var model = 0; model < 40; model++)
            {
                requests.RecordOperation(
                    new MeasuredRequest { Operation = "chat", Provider = "openai", RequestModel = $"m-{model}", ResponseModel = $"m-{model}-2024", Evidence = ValueEvidence.Answered, Root = root },
                    operation);
            }
        }

        var metrics = await _meter.CollectAsync();
        Assert.Equal(400, MeteredProcess.Lines(metrics, "gen_ai.client.operation.duration").Length);
        Assert.Equal(800, MeteredProcess.Lines(metrics, "gen_ai.client.token.usage").Length);
        Assert.Equal(1_200, MeteredProcess.Lines(metrics, "tracedllm.token.parts").Length);
        Assert.DoesNotContain(metrics.SelectMany(metric => metric.Points), point => point.Attributes.ContainsKey("otel.metric.overflow"));
    }

    [Fact]
    public void A_full_metric_keeps_a_series_whose_streamed_answer_comes_later()
    {
        var requests = new RequestMetrics(maxValues: 10_000, []);
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument == RequestInstruments.RequestDuration)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => counted.Add(string.Join(' ', tags.ToArray().Select(tag => tag.Value))));
        listener.Start();
        for (var i = 0; i <= MetricSeries.Max; i++)
        {
            requests.RecordRequest(Request($"m-{i}"), TimeSpan.FromSeconds(1), null, null, null);
        }

        requests.RecordRequest(Request("m-7"), TimeSpan.FromSeconds(1), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        requests.RecordRequest(Request("m-7"), TimeSpan.FromSeconds(1), null, null, null);

        Assert.Equal(["chat m-1899 ok", "True", "chat m-7 ok", "chat m-7 ok"], counted.TakeLast(4));

        static MeasuredRequest Request(string model) => new() { Operation = "chat", RequestModel = model, Evidence = ValueEvidence.Answered, Outcome = "ok" };
    }

    [Fact]
    public async Task A_model_that_is_made_up_and_answered_by_a_fallback_does_not_displace_one_that_works()
    {
        UpstreamAnswer[] answers = [.. Enumerable.Range(0, 20).SelectMany(_ => new[] { UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 404), Good }), Good];
        await using var upstream = await FakeUpstream.StartAsync(answers);
        await using var gateway = await StartAsync(upstream);
        for (var i = 0; i < 20; i++)
        {
            await PostAsync(gateway, "/v1/messages", $$"""{"model":"made-up-{{i}}"}""");
        }

        await PostAsync(gateway, "/v1/chat/completions", """{"model":"gpt-4o"}""");

        await gateway.StopAsync();
        Assert.Equal(["_OTHER", "gpt-4o", "made-up-0", "made-up-1"], ModelsOf(await _meter.CollectAsync()).Select(model => $"{model}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Ten_thousand_values_of_metadata_leave_the_series_at_the_bound_in_what_the_export_sends()
    {
        await _meter.DisposeAsync();
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        await using (var gateway = await StartAsync(
            null,
            export: true,
            ("TracedLlm:MetricAttributes", "litellm.metadata.shop"),
            ("OTEL_TRACES_SAMPLER", "always_off"),
            ("OTEL_METRICS_EXPORTER", "otlp"),
            ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", receiver.MetricsEndpoint.ToString())))
        {
            await Parallel.ForAsync(0, Callers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await PostAsync(
                gateway, "/v1/rerank", $$$"""{"model":"gpt-4o","metadata":{"shop":"shop-{{{i}}}","session_id":"session-{{{i}}}"} }"""));
            await gateway.StopAsync();
        }

        _meter = await MeteredProcess.StartAsync();
        var points = receiver.Metrics.Last(metric => metric.Name == "gen_ai.server.request.duration").Points;
        Assert.Equal(101, points.Count);
        Assert.Equal(Callers, points.Sum(point => (long)point.Count));
        Assert.Equal(Callers - 100, (long)points.Single(point => point.Attributes["litellm.metadata.shop"] is BoundedValues.Other).Count);
    }

    [Fact]
    public void A_series_is_made_once()
    {
        var tree = new TagSet();

        Assert.Same(tree.With("a", "1").With("b", null).With("c", "2"), tree.With("a", "1").With("c", "2"));
        Assert.NotSame(tree.With("a", "1"), tree.With("a", "2"));
        Assert.Empty(tree.With("a", "").GetTags(new MetricSeries(0)));
    }

    private static string Print(TagSet tags, MetricSeries series) => string.Join(' ', tags.GetTags(series));

    private static HashSet<object?> ModelsOf(IReadOnlyList<ReceivedMetric> metrics) =>
        [.. metrics.Where(metric => metric.Name == "gen_ai.server.request.duration").SelectMany(metric => metric.Points).Select(point => point.Attributes["gen_ai.request.model"])];

    private static string Count(IReadOnlyList<ReceivedMetric> metrics) =>
        string.Join(", ", metrics.Select(metric => $"{metric.Name} {metric.Points.Count}").Order(StringComparer.Ordinal));

    private static async Task PostAsync(TestGateway gateway, string path, string body, params string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, null, "application/json") };
        await gateway.SendAsync(request, headers);
    }

    private static Task<TestGateway> StartAsync(FakeUpstream? upstream = null, params (string Name, string? Value)[] settings) =>
        StartAsync(upstream, export: false, [("TracedLlm:MaxMetricAttributeValues", $"{Limit}"), .. settings]);

    private static Task<TestGateway> StartAsync(FakeUpstream? upstream, bool export, params (string Name, string? Value)[] settings) => TestGateway.StartAsync(new GatewaySetup
    {
        Export = export,
        Settings = settings.ToDictionary(one => one.Name, one => one.Value),
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost("/v1/rerank", [TracedLlmRoute] () => Results.Text("""{"model":"gpt-4o-1","usage":{"prompt_tokens":3}}""", "application/json"));
            app.MapPost("/v1/responses", [TracedLlmRoute] () => Results.StatusCode(401));
            app.MapPost("/v1/completions", [TracedLlmRoute] (HttpContext http) => RelayAsync(http, new Uri("http://127.0.0.1:1")));
            app.MapPost("/v1/messages", [TracedLlmRoute] async (HttpContext http) =>
            {
                using var client = new HttpClient();
                var provider = new TriedProvider(client, upstream!.Endpoint);
                (await provider.SendAsync(new("unknown", "asked"))).Dispose();
                using var response = await provider.SendAsync(new("provider-model", "default"));
                await response.Content.CopyToAsync(http.Response.Body);
            });
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) =>
            {
                LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t", TeamAlias = http.Request.Headers["team"] });
                return RelayAsync(http, upstream!.Endpoint);
            });
        },
    });

    private static async Task RelayAsync(HttpContext http, Uri endpoint)
    {
        using var client = new HttpClient();
        using var response = await new TriedProvider(client, endpoint).SendAsync(new("provider-model", "group"));
        http.Response.ContentType = response.Content.Headers.ContentType!.ToString();
        await response.Content.CopyToAsync(http.Response.Body);
    }
}
