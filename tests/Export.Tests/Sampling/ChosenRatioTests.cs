using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Export.Sampling;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>Which ratio a request has: of its backend, route, tenant, condition, or its own.</summary>
[Collection(ProcessWide.Name)]
public sealed class ChosenRatioTests
{
    private const string Ratio = "TracedLlm:Sampling:Ratio";

    [Fact]
    public async Task Each_backend_has_a_ratio_of_its_own_within_that_of_the_gateway()
    {
        var numbers = Enumerable.Range(1, 100).ToList();
        var failing = numbers.Where(number => number % 50 == 0).ToList();
        await using var langfuse = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: SampledGateway.Checks);
        await using var langSmith = await OtlpReceiver.StartAsync("/otel/v1/traces", checks: SampledGateway.Checks);
        await using var sampled = await SampledGateway.StartAsync(new()
        {
            ["TracedLlm:Callbacks"] = "otel,langfuse_otel,langsmith",
            [Ratio] = "0.5",
            ["TracedLlm:Sampling:Backends"] = "langsmith=0.9",
            ["LANGFUSE_OTEL_HOST"] = langfuse.Endpoint.ToString(),
            ["LANGFUSE_PUBLIC_KEY"] = "pk-lf-test",
            ["LANGFUSE_SECRET_KEY"] = "sk-lf-test",
            ["LANGFUSE_SAMPLE_RATE"] = "0.1",
            ["LANGSMITH_API_KEY"] = "ls-test",
            ["LANGSMITH_ENDPOINT"] = langSmith.Endpoint.ToString(),
            ["LANGSMITH_SAMPLING_RATE"] = "0.01",
        });

        await sampled.PostAsync(numbers, number => number % 50 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, 0.5).Union(failing).Order(), sampled.Sent);
        Assert.Equal(SampledGateway.Part(numbers, 0.1).Union(failing).Order(), SampledGateway.TracesOf(langfuse).Order());
        Assert.Equal(langSmith.Spans.Count, sampled.Receiver.Spans.Count);
        Assert.Equal(["0", "8"], Thresholds(sampled.Receiver));
        Assert.Equal(["0", "e6666666666666"], Thresholds(langfuse));

        static IEnumerable<string> Thresholds(OtlpReceiver receiver) => receiver.Spans
            .Select(span => SamplingState.FindThreshold(span.TraceState)!.Value.Text)
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("0.25")]
    [InlineData("0.05")]
    public async Task The_adjusted_counts_of_the_roots_add_up_to_about_the_number_of_requests(string ratio)
    {
        var numbers = Enumerable.Range(1, 400).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = ratio });

        await sampled.PostAsync(numbers, number => number % 10 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        var sum = sampled.Receiver.Spans
            .Where(static span => span.Name == "Received Proxy Server Request")
            .Sum(static span => 1 / SamplingState.FindThreshold(span.TraceState)!.Value.Ratio);
        Assert.InRange(sum, 300, 500);
    }

    [Fact]
    public async Task A_ratio_at_the_start_is_stated_too()
    {
        var numbers = Enumerable.Range(1, 60).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0.25" });

        await sampled.PostAsync(numbers, static _ => "error");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, 0.25).Order(), sampled.Sent);
        Assert.All(sampled.Receiver.Spans, span => Assert.StartsWith("ot=th:c;rv:", span.TraceState, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("0.5", null, 0.5)]
    [InlineData(null, "/v1/messages=0.5", 0.5)]
    [InlineData("1", "/v1/*=0.5", 0.5)]
    [InlineData(null, "/v1/other=1", 0)]
    public async Task A_route_has_a_ratio_of_its_own(string? attribute, string? setting, double expected)
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        var route = attribute is null ? null : new TracedLlmRouteAttribute { SamplingRatio = double.Parse(attribute, System.Globalization.CultureInfo.InvariantCulture) };
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0", ["TracedLlm:Sampling:Routes"] = setting }, route: route);

        await sampled.PostAsync(numbers, static _ => "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, expected).Order(), sampled.Sent);
    }

    [Theory]
    [InlineData("Ignore", "0.5", "1", 0.5)]
    [InlineData("Ignore", "0.5", "0", 0.5)]
    [InlineData("Lower", "0.5", "1", 0.5)]
    [InlineData("Lower", "0.5", "0.1", 0.1)]
    [InlineData("Any", "0.5", "1", 1)]
    [InlineData("Any", "0.5", "0.1", 0.1)]
    [InlineData("Any", "0.5", "2", 0.5)]
    [InlineData("Any", "0.5", "-1", 0.5)]
    [InlineData("Any", "0.5", "NaN", 0.5)]
    public async Task A_request_changes_its_ratio_where_it_may(string setting, string ratio, string stated, double expected)
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = ratio, ["TracedLlm:Sampling:RequestRatio"] = setting });

        await sampled.PostAsync(numbers, static _ => "ok", headers: ("x-litellm-sampling-ratio", stated));
        foreach (var number in numbers)
        {
            await sampled.PostAsync(number + 100, "ok", body: $$"""{"litellm_metadata":{"sampling_ratio":{{(stated == "NaN" ? "\"NaN\"" : stated)}} } }""");
        }

        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part([.. numbers, .. numbers.Select(static number => number + 100)], expected).Order(), sampled.Sent);
    }

    [Fact]
    public async Task The_gateways_own_condition_chooses_the_ratio_of_a_tenant_and_an_exception_leaves_the_ratio()
    {
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0" },
            options => options.Sampling.RatioOf = trace => trace.Caller.TeamId switch
            {
                "kept" => 1,
                "broken" => throw new InvalidOperationException("broken"),
                _ => null,
            },
            handler: http =>
            {
                LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = http.Request.Headers["x-case"] });
                return SampledGateway.HandleAsync(http);
            });

        await sampled.PostAsync(1, "kept");
        await sampled.PostAsync(2, "broken");
        await sampled.PostAsync(3, "other");
        await sampled.StopAsync();

        Assert.Equal([1], sampled.Sent);
    }

    [Theory]
    [InlineData("key,team,organisation", true)]
    [InlineData("hash,team,organisation", true)]
    [InlineData("other,team,organisation", false)]
    [InlineData("other,other,organisation", true)]
    [InlineData("other,id-7,organisation", true)]
    [InlineData("other,id-8,organisation", false)]
    [InlineData("other,other,other", false)]
    public async Task A_key_wins_over_its_team_and_a_team_over_its_organisation(string names, bool isSent)
    {
        await using var sampled = await SampledGateway.StartAsync(
            new()
            {
                [Ratio] = "0",
                ["TracedLlm:Sampling:Routes"] = "/v1/*=0",
                ["TracedLlm:Sampling:Tenants"] = "key=1,hash=1,team=0,id-7=1,id-*=0,organisation=1",
            },
            handler: http =>
            {
                var parts = http.Request.Headers["x-case"].ToString().Split(',');
                LlmTrace.Current!.SetCaller(new LlmCaller
                {
                    KeyHash = parts[0] == "hash" ? "hash" : null,
                    KeyAlias = parts[0],
                    TeamId = parts[1],
                    TeamAlias = "unknown",
                    OrganizationId = parts[2],
                });
                return SampledGateway.HandleAsync(http);
            });

        await sampled.PostAsync(1, names);
        await sampled.StopAsync();

        Assert.Equal(isSent ? [1] : [], sampled.Sent);
    }

    [Fact]
    public async Task A_tenants_ratio_leaves_out_what_no_rule_keeps_and_a_request_may_not_raise_it()
    {
        await using var sampled = await SampledGateway.StartAsync(
            new() { ["TracedLlm:Sampling:Tenants"] = "t-1=0", ["TracedLlm:Sampling:RequestRatio"] = "Lower" },
            handler: http =>
            {
                LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = http.Request.Headers["x-team"] });
                return SampledGateway.HandleAsync(http);
            });

        await sampled.PostAsync(1, "ok", headers: [("x-team", "t-1"), ("x-litellm-sampling-ratio", "1")]);
        await sampled.PostAsync(2, "error", headers: ("x-team", "t-1"));
        await sampled.PostAsync(3, "ok", headers: ("x-team", "t-2"));
        await sampled.StopAsync();

        Assert.Equal([2, 3], sampled.Sent);
    }

    [Fact]
    public async Task A_ratio_of_a_route_counts_for_an_action_of_a_controller_and_an_entry_without_a_route_is_a_warning()
    {
        await using var sampled = await SampledGateway.StartAsync(
            new() { ["TracedLlm:Sampling:Routes"] = "/v1/messages=0,/v1/mesages=0.1,/v2/*=0.1" },
            services: static services =>
            {
                // Without it MVC loads the assembly with the application's name, which the gateway of the tests does not have.
                services.AddSingleton(new ApplicationPartManager());
                services.AddControllers().AddApplicationPart(typeof(SampledController).Assembly);
            },
            map: static app => app.MapControllers());

        await sampled.PostAsync(1, "ok");
        await sampled.PostAsync(2, "error");
        await sampled.StopAsync();

        Assert.Equal([2], sampled.Sent);
        Assert.Equal(
            "Warning: TracedLlm:Sampling:Routes has ratios for /v1/mesages, /v2/*, but no endpoint has such a pattern. They have no effect.",
            Assert.Single(sampled.Log.Lines, static line => line.Contains("TracedLlm:Sampling:Routes", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Refused_requests_have_a_smaller_ratio_and_state_it()
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { ["TracedLlm:RefusedRequestRate"] = "0.25", ["TracedLlm:UnauthenticatedTrust"] = "Continue" });

        await sampled.PostAsync(numbers, static number => number % 2 == 0 ? "refused" : "ok");
        await sampled.StopAsync();

        var refused = SampledGateway.Part(numbers.Where(static number => number % 2 == 0), 0.25).ToList();
        Assert.NotEmpty(refused);
        Assert.Equal(numbers.Where(static number => number % 2 == 1).Union(refused).Order(), sampled.Sent);
        Assert.All(
            sampled.Receiver.Spans,
            span => Assert.Equal(
                refused.Contains(SampledGateway.NumberOf(span.TraceId)) ? "c" : null,
                SamplingState.FindThreshold(span.TraceState)?.Text));
    }

    [Fact]
    public async Task Two_replicas_with_the_same_seed_decide_alike()
    {
        var numbers = Enumerable.Range(1, 60).ToList();
        List<IReadOnlyList<int>> sent = [];
        foreach (var seed in new[] { "one", "one", "two" })
        {
            await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0.3", ["TracedLlm:Sampling:Seed"] = seed });
            await sampled.PostAsync(numbers, static _ => "ok");
            await sampled.StopAsync();
            sent.Add(sampled.Sent);
        }

        Assert.Equal(sent[0], sent[1]);
        Assert.NotEqual(sent[0], sent[2]);
    }
}
