using System.Diagnostics.Metrics;
using System.Numerics;

namespace TracedLlm.Metrics;

/// <summary>One row of a table of instruments: the instrument, the line in <c>docs/metrics.md</c> and the check of the dashboard are made from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Unit">Its unit, as in UCUM.</param>
/// <param name="Description">What it measures.</param>
internal sealed record InstrumentFacts(string Name, InstrumentKind Kind, string Unit, string Description)
{
    /// <summary>The attributes that a measurement can have. There are no others, but <see cref="TakesOwnAttributes"/>.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>Whether a measurement also has the attributes of <see cref="TracedLlmOptions.MetricAttributes"/>.</summary>
    public bool TakesOwnAttributes { get; init; }

    /// <summary>The boundaries of a histogram's buckets.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];

    /// <summary>Creates the counter.</summary>
    public Counter<long> CreateCounter(Meter meter) => meter.CreateCounter<long>(Name, Unit, Description);

    /// <summary>Creates the counter that also shrinks.</summary>
    public UpDownCounter<long> CreateUpDownCounter(Meter meter) => meter.CreateUpDownCounter<long>(Name, Unit, Description);

    /// <summary>Creates the histogram. Every <c>MeterProvider</c> takes its boundaries, because they are the instrument's advice.</summary>
    public Histogram<T> CreateHistogram<T>(Meter meter)
        where T : struct, INumberBase<T> => meter.CreateHistogram(
        Name,
        Unit,
        Description,
        tags: null,
        new InstrumentAdvice<T> { HistogramBucketBoundaries = [.. Buckets.Select(static boundary => T.CreateChecked(boundary))] });

    /// <summary>Creates the counter that is read when metrics are collected.</summary>
    public void CreateObservableCounter(Meter meter, Func<IEnumerable<Measurement<long>>> observe) =>
        meter.CreateObservableCounter(Name, observe, Unit, Description);

    /// <summary>Creates the counter that is read when metrics are collected, and also shrinks.</summary>
    public void CreateObservableUpDownCounter(Meter meter, Func<IEnumerable<Measurement<long>>> observe) =>
        meter.CreateObservableUpDownCounter(Name, observe, Unit, Description);
}
