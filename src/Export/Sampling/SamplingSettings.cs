using System.Globalization;
using Microsoft.Extensions.Configuration;
using TracedLlm.Settings;

namespace TracedLlm.Export.Sampling;

/// <summary>The settings <c>TracedLlm:Sampling:…</c>.</summary>
internal static class SamplingSettings
{
    private const string Page = "sampling.md";
    private const string NoText = "none";

    private static readonly TracedLlmSamplingOptions Defaults = new();

    private static readonly SettingType<double> Amount = new ScalarType<double>(
        "a number from 0",
        static (string text, out double value) => double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value),
        static value => FormattableString.Invariant($"`{value}`"),
        static value => value is >= 0 and < double.PositiveInfinity);

    private static readonly ConfiguredSetting<double> Ratio = new(
        "TracedLlm:Sampling:Ratio", SettingTypes.Fraction, 1, $"The part of all traces that is sent, [decided at the end of a request]({Page}).")
    {
        DefaultText = "the ratio of `OTEL_TRACES_SAMPLER_ARG`",
    };

    private static readonly ConfiguredSetting<IEnumerable<string>> Routes = new(
        "TracedLlm:Sampling:Routes", Ratios("names", "/v1/embeddings=0.01"), [], $"The [ratios of routes]({Page}#ratios) that differ.");

    private static readonly ConfiguredSetting<IEnumerable<string>> Tenants = new(
        "TracedLlm:Sampling:Tenants", Ratios("names", "research=1"), [], $"The [ratios of keys, teams and organisations]({Page}#ratios) that differ.");

    private static readonly ConfiguredSetting<IEnumerable<string>> Backends = new(
        "TracedLlm:Sampling:Backends", Ratios("backends", "langfuse=0.1"), [], $"The [ratios of backends]({Page}#backends) that differ.");

    private static readonly ConfiguredSetting<SamplingRules> Keep = new(
        "TracedLlm:Sampling:Keep", SettingTypes.Choices<SamplingRules>(), SamplingRules.None, $"The requests whose traces are sent [whatever the ratio is]({Page}#what-is-kept).")
    {
        DefaultText = "`Errors, Blocked, Retried`",
    };

    private static readonly ConfiguredSetting<TimeSpan> SlowerThan = new(
        "TracedLlm:Sampling:SlowerThan", SettingTypes.Time(TimeSpan.Zero), default, "Traces of requests that took longer are sent whatever the ratio is.")
    {
        DefaultText = NoText,
    };

    private static readonly ConfiguredSetting<double> CostlierThan = new(
        "TracedLlm:Sampling:CostlierThan", Amount, default, "Traces of requests that cost more, in USD, are sent whatever the ratio is.")
    {
        DefaultText = NoText,
    };

    private static readonly ConfiguredSetting<RequestSampling> RequestRatio = new(
        "TracedLlm:Sampling:RequestRatio",
        SettingTypes.Choice<RequestSampling>(),
        Defaults.RequestRatio,
        "Whether a request may lower or choose (`Any`) its ratio: header `x-litellm-sampling-ratio`, or `sampling_ratio` in its metadata.");

    private static readonly ConfiguredSetting<string> Seed = new(
        "TracedLlm:Sampling:Seed", SettingTypes.Text, "", $"A secret, the same for all replicas, without which [callers could compute]({Page}#trace-ids-of-callers) which trace ids are sent.");

    private static readonly ConfiguredSetting<long> MaxHeldBytes = new(
        "TracedLlm:Sampling:MaxHeldBytes",
        SettingTypes.Bytes(64L * 1024),
        Defaults.MaxHeldBytes,
        "How many bytes the spans of requests that have not ended may take. Above it the oldest requests are decided by their ratio alone.");

    /// <summary>The rows of <c>docs/configuration.md</c>.</summary>
    public static readonly Setting[] Rows = [Ratio, Routes, Tenants, Backends, Keep, SlowerThan, CostlierThan, RequestRatio, Seed, MaxHeldBytes];

    /// <summary>Sets the properties that have a value in <paramref name="configuration"/>.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the setting.</exception>
    public static void Apply(IConfiguration configuration, TracedLlmSamplingOptions options)
    {
        options.Ratio = Ratio.TryRead(configuration, out var ratio) ? ratio : options.Ratio;
        Add(options.Routes, Routes.Read(configuration));
        Add(options.Tenants, Tenants.Read(configuration));
        Add(options.Backends, Backends.Read(configuration));
        options.Keep = Keep.TryRead(configuration, out var keep) ? keep : options.Keep;
        options.SlowerThan = SlowerThan.TryRead(configuration, out var time) ? time : options.SlowerThan;
        options.CostlierThan = CostlierThan.TryRead(configuration, out var cost) ? cost : options.CostlierThan;
        options.RequestRatio = RequestRatio.Read(configuration);
        options.Seed = Seed.TryRead(configuration, out var seed) ? seed : options.Seed;
        options.MaxHeldBytes = MaxHeldBytes.Read(configuration);
    }

    /// <summary>Checks the properties, which code may have set.</summary>
    /// <exception cref="InvalidOperationException">A value is not allowed; the message names the property.</exception>
    public static void Check(TracedLlmSamplingOptions options)
    {
        Ratio.Check(Named(nameof(options.Ratio)), options.Ratio ?? 1);
        Routes.Check(Named(nameof(options.Routes)), options.Routes);
        Tenants.Check(Named(nameof(options.Tenants)), options.Tenants);
        Backends.Check(Named(nameof(options.Backends)), options.Backends);
        Keep.Check(Named(nameof(options.Keep)), options.Keep ?? SamplingRules.None);
        SlowerThan.Check(Named(nameof(options.SlowerThan)), options.SlowerThan ?? TimeSpan.Zero);
        CostlierThan.Check(Named(nameof(options.CostlierThan)), options.CostlierThan ?? 0);
        RequestRatio.Check(Named(nameof(options.RequestRatio)), options.RequestRatio);
        MaxHeldBytes.Check(Named(nameof(options.MaxHeldBytes)), options.MaxHeldBytes);
    }

    private static ListType Ratios(string names, string example) => new($"a list of {names} and ratios from 0 to 1 such as {example}", RatioTable.IsRow);

    private static string Named(string property) => $"{nameof(TracedLlmSamplingOptions)}.{property}";

    private static void Add(IList<string> known, IEnumerable<string> items)
    {
        foreach (var item in items)
        {
            known.Add(item);
        }
    }
}
