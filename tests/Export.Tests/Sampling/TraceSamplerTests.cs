using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;
using TracedLlm.Export.Sampling;
using TracedLlm.Settings;

namespace TracedLlm.Export.Tests.Sampling;

public sealed class TraceSamplerTests
{
    private static readonly ActivityTraceId Low = ActivityTraceId.CreateFromString("00000000000000000000000000000001");

    /// <summary>Sampler, argument, trust; then whether a root, a child of a sampled and of an unsampled caller is recorded.</summary>
    public static TheoryData<string?, string?, InboundTrust, string> Table => new()
    {
        { null, null, InboundTrust.Continue, "yes yes yes" },
        { "", "", InboundTrust.Continue, "yes yes yes" },
        { "always_on", null, InboundTrust.Continue, "yes yes yes" },
        { "always_on", null, InboundTrust.Full, "yes yes yes" },
        { "ALWAYS_OFF", null, InboundTrust.Full, "no no no" },
        { "parentbased_always_on", null, InboundTrust.Continue, "yes yes yes" },
        { "parentbased_always_on", null, InboundTrust.Full, "yes yes no" },
        { " parentbased_always_off ", null, InboundTrust.Continue, "no no no" },
        { "parentbased_always_off", null, InboundTrust.Full, "no yes no" },
        { "parentbased_always_on", null, InboundTrust.Link, "yes yes yes" },
        { "parentbased_always_on", null, InboundTrust.Ignore, "yes yes yes" },
        { "traceidratio", "0", InboundTrust.Full, "no no no" },
        { "traceidratio", "1", InboundTrust.Full, "yes yes yes" },
        { "traceidratio", null, InboundTrust.Continue, "yes yes yes" },
        { "parentbased_traceidratio", "0.0", InboundTrust.Continue, "no no no" },
        { "parentbased_traceidratio", "0", InboundTrust.Full, "no yes no" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Who_decides(string? name, string? argument, InboundTrust trust, string expected)
    {
        var sampler = Create(Configuration(name, argument), trust);

        Assert.Equal(expected, string.Join(' ', Samples(sampler, null), Samples(sampler, true), Samples(sampler, false)));
    }

    [Fact]
    public void A_ratio_keeps_a_part_by_trace_id()
    {
        var sampler = Create(Configuration("parentbased_traceidratio", "0.5"), InboundTrust.Continue);
        var ids = Enumerable.Range(1, 10_000).Select(number => ActivityTraceId.CreateFromString($"{number:x32}")).ToList();

        var recorded = ids.Where(id => Samples(sampler, false, id) == "yes").ToList();

        Assert.InRange(recorded.Count, 4_800, 5_200);
        Assert.Equal(recorded, ids.Where(id => Samples(sampler, true, id) == "yes"));
    }

    [Fact]
    public void A_ratio_of_trusted_callers_keeps_the_part_that_other_samplers_keep()
    {
        var sampler = Create(Configuration("traceidratio", "0.5"), InboundTrust.Full);

        Assert.Equal(
            ("no", "yes", "yes", "no"),
            (Samples(sampler, true, Last56("7fffffffffffff")), Samples(sampler, true, Last56("80000000000000")), WithRandomness(sampler, "80000000000000"), WithRandomness(sampler, "7fffffffffffff")));
    }

    [Theory]
    [InlineData(true, "yes")]
    [InlineData(false, "no")]
    public void A_span_of_this_process_follows_its_parent(bool sampled, string expected)
    {
        var sampler = Create(Configuration(sampled ? "parentbased_always_off" : null, null), InboundTrust.Continue);
        var parent = new ActivityContext(Low, ActivitySpanId.CreateRandom(), sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None);

        Assert.Equal(expected, Decision(sampler, parent, Low));
    }

    [Theory]
    [InlineData("sometimes")]
    [InlineData("parentbased_")]
    [InlineData("jaeger_remote")]
    public void An_unknown_sampler_is_ignored_with_a_warning_that_names_the_known_samplers(string name)
    {
        var warnings = new SettingWarnings();
        var sampler = Create(Configuration(name, "0"), InboundTrust.Full, warnings);

        Assert.Equal(
            [$"OTEL_TRACES_SAMPLER is '{name}'. Allowed: always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio. The value is ignored."],
            warnings.Texts);
        Assert.Equal("yes yes no", string.Join(' ', Samples(sampler, null), Samples(sampler, true), Samples(sampler, false)));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("-0.1")]
    [InlineData("half")]
    [InlineData("NaN")]
    [InlineData("0,5")]
    public void An_invalid_ratio_is_ignored_with_a_warning_that_names_the_allowed_range(string argument)
    {
        var warnings = new SettingWarnings();
        var sampler = Create(Configuration("traceidratio", argument), InboundTrust.Continue, warnings);

        Assert.Equal([$"OTEL_TRACES_SAMPLER_ARG is '{argument}'. Allowed: a number from 0 to 1. The value is ignored."], warnings.Texts);
        Assert.Equal("yes", Samples(sampler, null, ActivityTraceId.CreateFromString("7ffffffffffffffe0000000000000001")));
    }

    private static Sampler Create(IConfiguration configuration, InboundTrust trust, SettingWarnings? warnings = null) =>
        TraceSampler.Create(configuration, trust, warnings ?? new SettingWarnings(), new TracedLlmExportOptions()).Sampler;

    private static ActivityTraceId Last56(string digits) => ActivityTraceId.CreateFromString($"{"",18}{digits}".Replace(' ', '1'));

    private static string WithRandomness(Sampler sampler, string randomness) =>
        Decision(sampler, new ActivityContext(Low, ActivitySpanId.CreateRandom(), ActivityTraceFlags.None, $"a=b,ot=rv:{randomness}", isRemote: true), Low);

    private static string Samples(Sampler sampler, bool? callerSampled, ActivityTraceId traceId = default)
    {
        var trace = traceId == default ? Low : traceId;
        var parent = callerSampled is { } sampled
            ? new ActivityContext(trace, ActivitySpanId.CreateRandom(), sampled ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None, isRemote: true)
            : default;
        return Decision(sampler, parent, trace);
    }

    private static string Decision(Sampler sampler, ActivityContext parent, ActivityTraceId traceId) =>
        sampler.ShouldSample(new SamplingParameters(parent, traceId, "root", ActivityKind.Server)).Decision == SamplingDecision.RecordAndSample
            ? "yes"
            : "no";

    private static IConfiguration Configuration(string? name, string? argument) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["OTEL_TRACES_SAMPLER"] = name, ["OTEL_TRACES_SAMPLER_ARG"] = argument })
        .Build();
}
