using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApplicationParts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TracedLlm.Export.Sampling;
using TracedLlm.Exporting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>Which traces a backend receives when they are decided at the end of their requests.</summary>
[Collection(ProcessWide.Name)]
public sealed class KeptTracesTests
{
    private const string Ratio = "TracedLlm:Sampling:Ratio";
    private const string Keep = "TracedLlm:Sampling:Keep";

    [Fact]
    public async Task Of_1000_requests_of_which_30_fail_a_ratio_of_a_hundredth_leaves_the_30_whole_and_about_ten_others()
    {
        var numbers = Enumerable.Range(1, 1_000).ToList();
        var failing = numbers.Where(number => number % 33 == 0).ToList();
        var chosen = SampledGateway.Part(numbers, 0.01).Except(failing).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0.01" });

        await sampled.PostAsync(numbers, number => number % 33 == 0 ? "error" : "ok");
        var counts = await sampled.StopAsync();

        Assert.Equal(30, failing.Count);
        Assert.InRange(chosen.Count, 4, 18);
        Assert.Equal(failing.Concat(chosen).Order(), sampled.Sent);
        var traces = sampled.Receiver.Spans.GroupBy(span => SampledGateway.NumberOf(span.TraceId)).ToDictionary(trace => trace.Key, trace => trace.ToList());
        Assert.All(failing, number => Assert.Equal(
            ["Failed Proxy Server Request", "Received Proxy Server Request", "before", "chat claude", "litellm_request"],
            traces[number].Select(span => span.Name).Order(StringComparer.Ordinal)));
        Assert.All(chosen, number => Assert.Equal(
            ["Received Proxy Server Request", "before", "chat claude", "litellm_request"],
            traces[number].Select(span => span.Name).Order(StringComparer.Ordinal)));

        // A span stands for itself if a rule keeps it, and for a hundred if the ratio does.
        Assert.All(failing, number => Assert.All(traces[number], span => Assert.StartsWith("ot=th:0", span.TraceState, StringComparison.Ordinal)));
        Assert.All(chosen, number => Assert.All(traces[number], span => Assert.StartsWith("ot=th:fd70a3d70a3d71;rv:", span.TraceState, StringComparison.Ordinal)));
        Assert.Equal($"{(30 * 5) + (chosen.Count * 4)} exported, {(970 - chosen.Count) * 4} sampled out, 0 dropped", counts);
    }

    [Theory]
    [InlineData("error", "Errors", true)]
    [InlineData("error", "Blocked,Retried,Cancelled", false)]
    [InlineData("blocked", "Blocked", true)]
    [InlineData("blocked", "Errors,Retried,Cancelled", false)]
    [InlineData("retried", "Retried", true)]
    [InlineData("retried", "Errors,Blocked,Cancelled", false)]
    [InlineData("cancelled", "Cancelled", true)]
    [InlineData("cancelled", "Errors,Blocked,Retried", false)]
    [InlineData("refused", "Errors,Blocked,Retried,Cancelled", false)]
    [InlineData("ok", "Errors,Blocked,Retried,Cancelled", false)]
    [InlineData("error", null, true)]
    [InlineData("blocked", null, true)]
    [InlineData("retried", null, true)]
    [InlineData("cancelled", null, false)]
    [InlineData("error", "None", false)]
    [InlineData("slow", "None", false)]
    [InlineData("costly", "None", false)]
    [InlineData("slow", "None", true, "SlowerThan", "00:00:00.05")]
    [InlineData("slow", "None", false, "SlowerThan", "00:10:00")]
    [InlineData("costly", "None", true, "CostlierThan", "0.5")]
    [InlineData("costly", "None", false, "CostlierThan", "0.75")]
    [InlineData("ok", "None", false, "CostlierThan", "0")]
    [InlineData("priced", "None", true, "CostlierThan", "0.7")]
    [InlineData("priced", "None", false, "CostlierThan", "0.8")]
    [InlineData("hedged", "Retried", true)]
    [InlineData("two answers", "Retried", false)]
    public async Task A_rule_keeps_the_trace_whole_and_other_traces_are_left_out_whole(string ending, string? keep, bool isKept, string? setting = null, string? value = null)
    {
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0", [Keep] = keep, [$"TracedLlm:Sampling:{setting ?? "Keep"}"] = value ?? keep });

        try
        {
            await sampled.PostAsync(1, ending);
        }
        catch (HttpRequestException)
        {
            // The caller whose request is cancelled has no response.
        }

        var counts = await sampled.StopAsync();

        Assert.Equal(isKept ? [1] : [], sampled.Sent);
        Assert.Equal(
            isKept ? $"{sampled.Gateway.Ledger.SpansStarted} exported, 0 dropped" : $"0 exported, {sampled.Gateway.Ledger.SpansStarted} sampled out, 0 dropped",
            counts);
    }

    [Theory]
    [InlineData("ok", true)]
    [InlineData("error", false)]
    [InlineData("refused", true)]
    public async Task The_decision_is_known_before_the_last_spans_of_a_request_stop(string ending, bool isLeftOut)
    {
        var endings = new SpanEndings();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0" });
        SpanObservers.Add(endings);
        try
        {
            await sampled.PostAsync(1, ending);
            await sampled.StopAsync();
        }
        finally
        {
            SpanObservers.Remove(endings);
        }

        var last = endings.Spans.Where(static span => span.Name is "litellm_request" or "Received Proxy Server Request").ToList();
        Assert.Equal(ending == "refused" ? 1 : 2, last.Count);
        Assert.All(last, span => Assert.Equal(isLeftOut, span.IsSampledOut));
    }

    [Fact]
    public async Task Each_backend_has_a_ratio_of_its_own_within_that_of_the_gateway()
    {
        var numbers = Enumerable.Range(1, 300).ToList();
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
        var numbers = Enumerable.Range(1, 1_000).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = ratio });

        await sampled.PostAsync(numbers, number => number % 10 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        var sum = sampled.Receiver.Spans
            .Where(static span => span.Name == "Received Proxy Server Request")
            .Sum(static span => 1 / SamplingState.FindThreshold(span.TraceState)!.Value.Ratio);
        Assert.InRange(sum, 750, 1_250);
    }

    [Theory]
    [InlineData("Continue", "01", false)]
    [InlineData("Continue", "00", false)]
    [InlineData("Link", "01", false)]
    [InlineData("Full", "01", true)]
    [InlineData("Full", "00", false)]
    public async Task The_sampled_flag_of_a_caller_counts_only_if_the_caller_is_fully_trusted(string trust, string flags, bool isSent)
    {
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0", ["TracedLlm:InboundTrust"] = trust });

        await sampled.PostAsync(1, "ok", flags);
        await sampled.Gateway.StopAsync();

        Assert.Equal(isSent ? 4 : 0, sampled.Receiver.Spans.Count);
    }

    [Theory]
    [InlineData("ok", true)]
    [InlineData("refused", false)]
    public async Task The_sampled_flag_of_a_caller_without_a_key_does_not_count(string ending, bool isSent)
    {
        var numbers = Enumerable.Range(1, 20).ToList();
        foreach (var setting in AtEndAndAtStart("0"))
        {
            await using var sampled = await SampledGateway.StartAsync(new(setting) { ["TracedLlm:InboundTrust"] = "Full" });

            await sampled.PostAsync(numbers, _ => ending, "01");
            await sampled.StopAsync();

            Assert.Equal(isSent ? numbers.Count * 4 : 0, sampled.Receiver.Spans.Count);
        }
    }

    [Theory]
    [InlineData("Full", "Continue", "01", false)]
    [InlineData("Full", "Continue", "00", false)]
    [InlineData("Full", "Link", "01", false)]
    [InlineData("Continue", "Full", "01", true)]
    [InlineData("Continue", "Full", "00", false)]
    [InlineData("Link", "Full", "01", true)]
    public async Task The_trust_in_a_request_decides_about_its_sampled_flag(string trust, string trustOfRequest, string flags, bool isSent)
    {
        foreach (var setting in AtEndAndAtStart("0"))
        {
            await using var sampled = await SampledGateway.StartAsync(
                new(setting) { ["TracedLlm:InboundTrust"] = trust },
                services: services => services.Configure<TracedLlmOptions>(options => options.InboundTrustOf = _ => Enum.Parse<InboundTrust>(trustOfRequest)));

            await sampled.PostAsync(1, "ok", flags);
            await sampled.StopAsync();

            Assert.Equal(isSent ? 4 : 0, sampled.Receiver.Spans.Count);
        }
    }

    [Theory]
    [InlineData("Full", "", true)]
    [InlineData("Full", ",\"parent_observation_id\":\"00f067aa0ba902b7\"", true)]
    [InlineData("Continue", "", false)]
    [InlineData("Continue", ",\"parent_observation_id\":\"00f067aa0ba902b7\"", false)]
    public async Task A_trace_that_the_metadata_of_a_fully_trusted_caller_names_counts_as_sampled(string trust, string parent, bool isSent)
    {
        foreach (var setting in AtEndAndAtStart("0"))
        {
            await using var sampled = await SampledGateway.StartAsync(new(setting) { ["TracedLlm:InboundTrust"] = trust });

            await sampled.Gateway.PostAsync($$"""{"litellm_metadata":{"trace_id":"{{SampledGateway.IdOf(1)}}"{{parent}} } }""", ("x-case", "ok"));
            await sampled.StopAsync();

            Assert.Equal(isSent ? [1] : [], sampled.Sent);
        }
    }

    [Fact]
    public async Task The_trust_in_a_request_decides_whose_bits_count()
    {
        var numbers = Enumerable.Range(1, 60).ToList();
        foreach (var setting in AtEndAndAtStart("0.5"))
        {
            await using var sampled = await SampledGateway.StartAsync(
                new(setting) { ["OTEL_TRACES_SAMPLER"] = "traceidratio" },
                services: services => services.Configure<TracedLlmOptions>(options => options.InboundTrustOf = http =>
                    http.Request.Headers["x-case"] == "trusted" ? InboundTrust.Full : InboundTrust.Continue));

            await sampled.PostAsync(numbers, number => number > 30 ? "trusted" : "ok");
            await sampled.StopAsync();

            var expected = SampledGateway.Part(numbers[..30], 0.5).Concat(SampledGateway.Part(numbers[30..], 0.5, new(isTrusted: true)));
            Assert.Equal(expected.Order(), sampled.Sent);
            Assert.Equal(sampled.Sent.Count * 4, sampled.Receiver.Spans.Count);
        }
    }

    [Theory]
    [InlineData("TracedLlm:Sampling:Backends", "otel=0")]
    [InlineData("TracedLlm:Sampling:Routes", "/v1/*=0")]
    [InlineData("TracedLlm:Sampling:RequestRatio", "Lower")]
    [InlineData("route", null)]
    [InlineData("code", null)]
    public async Task Whatever_ratio_leaves_requests_out_failed_requests_are_kept(string setting, string? value)
    {
        await using var sampled = await SampledGateway.StartAsync(
            new() { [setting] = value },
            setting == "code" ? static options => options.Sampling.RatioOf = static _ => 0 : null,
            setting == "route" ? new TracedLlmRouteAttribute { SamplingRatio = 0 } : null);

        await sampled.PostAsync(1, "ok", headers: ("x-litellm-sampling-ratio", "0"));
        await sampled.PostAsync(2, "error", headers: ("x-litellm-sampling-ratio", "0"));
        await sampled.PostAsync(3, "blocked", headers: ("x-litellm-sampling-ratio", "0"));
        await sampled.StopAsync();

        Assert.Equal([2, 3], sampled.Sent);
        Assert.All(sampled.Receiver.Spans, static span => Assert.Equal("0", SamplingState.FindThreshold(span.TraceState)?.Text));
    }

    [Fact]
    public async Task A_rule_keeps_a_request_for_what_the_ratio_at_the_start_has_left()
    {
        var numbers = Enumerable.Range(1, 40).ToList();
        await using var sampled = await SampledGateway.StartAsync(
            new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0.5" },
            route: new TracedLlmRouteAttribute { SamplingRatio = 0 });

        await sampled.PostAsync(numbers, static number => number % 2 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, 0.5).Where(static number => number % 2 == 0).Order(), sampled.Sent);
        Assert.All(sampled.Receiver.Spans, static span => Assert.Equal("8", SamplingState.FindThreshold(span.TraceState)?.Text));
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("1", 0)]
    [InlineData("0.5", 2)]
    public async Task Spans_are_held_only_where_a_ratio_can_leave_them_out(string? ratio, int expected)
    {
        long held = -1;
        SampledGateway? gateway = null;
        await using var sampled = gateway = await SampledGateway.StartAsync(new() { [Ratio] = ratio, [Keep] = "Errors" }, handler: http =>
        {
            using (LlmSpan.StartStage(LlmStage.Auth))
            {
            }

            using (LlmSpan.StartStage("work"))
            {
            }

            held = gateway!.Gateway.Ledger.SpansHeld;
            return http.Response.WriteAsync("hello");
        });

        await sampled.PostAsync(1, "ok");
        await sampled.StopAsync();

        Assert.Equal(expected, held);
    }

    [Fact]
    public async Task Many_requests_that_are_being_authenticated_do_not_keep_the_others_from_being_decided_early()
    {
        const int Waiting = 40;
        var text = new string('x', 10_000);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var entered = 0;
        SampledGateway? gateway = null;
        long held = -1;
        await using var sampled = gateway = await SampledGateway.StartAsync(
            new() { [Ratio] = "0", ["TracedLlm:Sampling:MaxHeldBytes"] = "65536" },
            handler: async http =>
            {
                using (LlmSpan.StartStage("large").SetTag("app.text", text))
                {
                }

                if (http.Request.Headers["x-case"] == "waiting")
                {
                    using var auth = LlmSpan.StartStage(LlmStage.Auth);
                    Interlocked.Increment(ref entered);
                    await end.Task;
                    return;
                }

                for (var i = 0; i < 3; i++)
                {
                    using (LlmSpan.StartStage("small"))
                    {
                    }
                }

                held = gateway!.Gateway.Ledger.SpansHeld;
            });

        List<Task> posts = [];
        foreach (var number in Enumerable.Range(1, Waiting))
        {
            posts.Add(sampled.PostAsync(number, "waiting"));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref entered) == number);
        }

        await sampled.PostAsync(Waiting + 1, "ok");

        Assert.Equal(sampled.Gateway.Ledger.SpansHeld, held);
        Assert.Empty(sampled.Sent);
        end.SetResult();
        await Task.WhenAll(posts);
        await sampled.StopAsync();
    }

    [Theory]
    [InlineData("Full", "a=b,ot=th:c;rv:ffffffffffffff", "a=b,ot=th:c;rv:ffffffffffffff")]
    [InlineData("Continue", "a=b,ot=th:c;rv:ffffffffffffff", "a=b")]
    public async Task What_a_caller_says_about_its_own_sampling_stays_only_if_the_gateway_follows_it(string trust, string state, string expected)
    {
        await using var sampled = await SampledGateway.StartAsync(new() { ["TracedLlm:InboundTrust"] = trust });

        await sampled.PostAsync(1, "ok", "01", headers: ("tracestate", state));
        await sampled.StopAsync();

        Assert.All(sampled.Receiver.Spans, span => Assert.Equal(expected, span.TraceState));
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

    [Fact]
    public async Task The_ratio_of_the_standard_variable_is_applied_at_the_end_where_a_rule_may_keep_traces()
    {
        var numbers = Enumerable.Range(1, 60).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0.25", [Keep] = "Errors" });

        await sampled.PostAsync(numbers, static number => number % 2 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, 0.25).Union(numbers.Where(static number => number % 2 == 0)).Order(), sampled.Sent);
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("0.5", null, 0.5)]
    [InlineData(null, "/v1/messages=0.5", 0.5)]
    [InlineData("1", "/v1/*=0.5", 0.5)]
    [InlineData(null, "/v1/other=1", 0)]
    public async Task A_route_has_a_ratio_of_its_own(string? attribute, string? setting, double expected)
    {
        var numbers = Enumerable.Range(1, 40).ToList();
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
        var numbers = Enumerable.Range(1, 40).ToList();
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
        var numbers = Enumerable.Range(1, 40).ToList();
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
    public async Task Late_spans_follow_the_decision_of_their_request()
    {
        var late = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Task> works = [];
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0" }, handler: async http =>
        {
            var work = WorkAsync();
            lock (works)
            {
                works.Add(work);
            }

            await SampledGateway.HandleAsync(http);

            async Task WorkAsync()
            {
                await late.Task;
                using var span = LlmSpan.StartStage("late");
            }
        });

        await sampled.PostAsync(1, "ok");
        await sampled.PostAsync(2, "error");
        await sampled.SettledAsync();
        late.SetResult();
        await Task.WhenAll(works);
        var counts = await sampled.StopAsync();

        Assert.Equal([2], sampled.Sent);
        Assert.Equal(["late"], sampled.Receiver.Spans.Where(static span => span.Name == "late").Select(static span => span.Name));
        Assert.Equal("6 exported, 5 sampled out, 0 dropped", counts);
    }

    [Fact]
    public async Task Requests_that_a_shutdown_ends_are_decided_and_counted()
    {
        var never = new TaskCompletionSource();
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0", [Keep] = "Cancelled" },
            handler: async http =>
            {
                using (LlmSpan.StartStage("before"))
                {
                }

                http.RequestServices.GetRequiredService<EnteredRequests>().First.TrySetResult();
                await never.Task.WaitAsync(http.RequestAborted);
            },
            services: static services => services.Configure<HostOptions>(static options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100)));
        var posted = sampled.PostAsync(1, "ok");
        await sampled.Gateway.Entered;

        Assert.Equal(1, sampled.Gateway.Ledger.SpansHeld);
        await sampled.StopAsync();

        Assert.Equal([1], sampled.Sent);
        await Assert.ThrowsAnyAsync<Exception>(() => posted);
    }

    [Fact]
    public async Task Spans_above_the_bound_are_decided_by_the_ratio_at_once_the_oldest_first_and_that_is_counted_and_logged_once()
    {
        const int Requests = 40;
        var text = new string('x', 10_000);
        var open = Enumerable.Range(0, Requests + 1).Select(static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToArray();
        var held = 0;
        await using var sampled = await SampledGateway.StartAsync(
            new() { [Ratio] = "0.5", ["TracedLlm:Sampling:MaxHeldBytes"] = "65536" },
            handler: async http =>
            {
                using (LlmSpan.StartStage("large").SetTag("app.text", text))
                {
                }

                await open[Interlocked.Increment(ref held)].Task;
                http.Response.StatusCode = 502;
                using var attempt = LlmSpan.StartCall("claude");
                attempt.RecordException(new HttpRequestException("broken"));
            });

        List<Task> posts = [];
        foreach (var number in Enumerable.Range(1, Requests))
        {
            posts.Add(sampled.PostAsync(number, "error"));
            await Eventually.BecomesTrueAsync(() => Volatile.Read(ref held) == number);
        }

        // Six times 10,000 characters are below the bound.
        const int Undecided = 6;
        Assert.Equal(Undecided, sampled.Gateway.Ledger.SpansHeld);
        for (var number = Requests; number > 0; number--)
        {
            open[number].SetResult();
            await posts[number - 1];
        }

        await sampled.StopAsync();

        var numbers = Enumerable.Range(1, Requests).ToList();
        Assert.Equal(SampledGateway.Part(numbers, 0.5).Union(numbers[^Undecided..]).Order(), sampled.Sent);
        Assert.Single(sampled.Log.Lines, static line => line.Contains("TracedLlm:Sampling:MaxHeldBytes", StringComparison.Ordinal));
    }

    private static IEnumerable<Dictionary<string, string?>> AtEndAndAtStart(string ratio) =>
    [
        new() { [Ratio] = ratio },
        new() { ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = ratio },
    ];

    [Fact]
    public async Task Two_replicas_with_the_same_seed_decide_alike()
    {
        var numbers = Enumerable.Range(1, 200).ToList();
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
