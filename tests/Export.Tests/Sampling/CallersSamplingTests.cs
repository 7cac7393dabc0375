using Microsoft.Extensions.DependencyInjection;

namespace TracedLlm.Export.Tests.Sampling;

/// <summary>What counts of what a caller says about sampling: its flag, its trace state, and the trace that its metadata names.</summary>
[Collection(ProcessWide.Name)]
public sealed class CallersSamplingTests
{
    private const string Ratio = "TracedLlm:Sampling:Ratio";

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
    [InlineData("Full", "a=b,ot=th:c;rv:ffffffffffffff", "a=b,ot=th:c;rv:ffffffffffffff")]
    [InlineData("Continue", "a=b,ot=th:c;rv:ffffffffffffff", "a=b")]
    public async Task What_a_caller_says_about_its_own_sampling_stays_only_if_the_gateway_follows_it(string trust, string state, string expected)
    {
        await using var sampled = await SampledGateway.StartAsync(new() { ["TracedLlm:InboundTrust"] = trust });

        await sampled.PostAsync(1, "ok", "01", headers: ("tracestate", state));
        await sampled.StopAsync();

        Assert.All(sampled.Receiver.Spans, span => Assert.Equal(expected, span.TraceState));
    }

    private static IEnumerable<Dictionary<string, string?>> AtEndAndAtStart(string ratio) =>
    [
        new() { [Ratio] = ratio },
        new() { ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio", ["OTEL_TRACES_SAMPLER_ARG"] = ratio },
    ];
}
