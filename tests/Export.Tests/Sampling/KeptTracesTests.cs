using TracedLlm.Export.Sampling;
using TracedLlm.Exporting;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>Which traces a rule keeps whole, whatever the ratio, and when that is decided.</summary>
[Collection(ProcessWide.Name)]
public sealed class KeptTracesTests
{
    private const string Ratio = "TracedLlm:Sampling:Ratio";
    private const string Keep = "TracedLlm:Sampling:Keep";

    [Fact]
    public async Task Of_500_requests_of_which_15_fail_a_ratio_of_a_hundredth_leaves_the_15_whole_and_about_five_others()
    {
        var numbers = Enumerable.Range(1, 500).ToList();
        var failing = numbers.Where(number => number % 33 == 0).ToList();
        var chosen = SampledGateway.Part(numbers, 0.01).Except(failing).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { [Ratio] = "0.01" });

        await sampled.PostAsync(numbers, number => number % 33 == 0 ? "error" : "ok");
        var counts = await sampled.StopAsync();

        Assert.Equal(15, failing.Count);
        Assert.InRange(chosen.Count, 2, 10);
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
        Assert.Equal($"{(15 * 5) + (chosen.Count * 4)} exported, {(485 - chosen.Count) * 4} sampled out, 0 dropped", counts);
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
        var numbers = Enumerable.Range(1, 20).ToList();
        await using var sampled = await SampledGateway.StartAsync(
            new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0.5" },
            route: new TracedLlmRouteAttribute { SamplingRatio = 0 });

        await sampled.PostAsync(numbers, static number => number % 2 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, 0.5).Where(static number => number % 2 == 0).Order(), sampled.Sent);
        Assert.All(sampled.Receiver.Spans, static span => Assert.Equal("8", SamplingState.FindThreshold(span.TraceState)?.Text));
    }

    [Fact]
    public async Task The_ratio_of_the_standard_variable_is_applied_at_the_end_where_a_rule_may_keep_traces()
    {
        var numbers = Enumerable.Range(1, 30).ToList();
        await using var sampled = await SampledGateway.StartAsync(new() { ["OTEL_TRACES_SAMPLER"] = "traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = "0.25", [Keep] = "Errors" });

        await sampled.PostAsync(numbers, static number => number % 2 == 0 ? "error" : "ok");
        await sampled.StopAsync();

        Assert.Equal(SampledGateway.Part(numbers, 0.25).Union(numbers.Where(static number => number % 2 == 0)).Order(), sampled.Sent);
    }
}
