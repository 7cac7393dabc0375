using TracedLlm.Metrics;

namespace TracedLlm.Export.Tests.Metrics;

/// <summary>
/// An instrument under the names that the Collector's exporter for Prometheus gives it, by the rules of
/// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/: dots become underscores, the unit is spelled out and
/// appended, units in braces are left out, and counters end in <c>_total</c>.
/// </summary>
internal sealed class PrometheusMetric
{
    private PrometheusMetric(InstrumentFacts row, string name, bool isDistribution)
    {
        Row = row;
        Name = name;
        Labels = [.. row.Attributes.Select(Underscore), .. isDistribution ? ["le"] : Array.Empty<string>()];
    }

    public InstrumentFacts Row { get; }

    public string Name { get; }

    public HashSet<string> Labels { get; }

    /// <summary>Returns the metrics of an instrument: one, or the three of a histogram.</summary>
    public static IEnumerable<PrometheusMetric> CreateAll(InstrumentFacts row)
    {
        var unit = row.Unit switch { "s" => "_seconds", "By" => "_bytes", ['{', ..] => "", var other => "_" + other };
        var name = Underscore(row.Name) + unit;
        return row.Kind switch
        {
            InstrumentKind.Histogram => [new(row, name + "_bucket", true), new(row, name + "_sum", false), new(row, name + "_count", false)],
            InstrumentKind.Counter or InstrumentKind.ObservableCounter => [new(row, name + "_total", false)],
            _ => [new(row, name, false)],
        };
    }

    private static string Underscore(string name) => name.Replace('.', '_');
}
