using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using TracedLlm.Export.Delivery;
using TracedLlm.Metrics;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Metrics;

/// <summary><c>docs/metrics.md</c> has the tables of instruments, and the tables have every instrument.</summary>
[Collection(ProcessWide.Name)]
public sealed class MetricsPageTests
{
    private const string Page = "docs/metrics.md";

    [Fact]
    public void The_page_lists_the_metrics_of_requests() => PageSection.Match(Page, "requests", Table(InstrumentTable.OfRequests, withBuckets: true));

    [Fact]
    public void The_page_lists_the_problems_of_tracing() => PageSection.Match(Page, "tracing", Table(InstrumentTable.OfTracing, withBuckets: false));

    [Fact]
    public void The_page_lists_the_metrics_of_the_export() => PageSection.Match(Page, "export", Table(DeliveryInstruments.All, withBuckets: false));

    [Fact]
    public void The_tables_have_every_row()
    {
        Type[] tables = [typeof(InstrumentTable), typeof(DeliveryInstruments)];
        var rows = tables
            .SelectMany(table => table.GetFields(BindingFlags.Static | BindingFlags.Public))
            .Select(field => field.GetValue(null))
            .OfType<InstrumentFacts>()
            .Select(row => row.Name)
            .ToList();

        Assert.Equal(rows.Order(StringComparer.Ordinal), MetricTables.All.Select(row => row.Name).Order(StringComparer.Ordinal));
        Assert.Equal(rows.Count, rows.Distinct(StringComparer.Ordinal).Count());
        Assert.All(MetricTables.All, row => Assert.Equal(row.Kind == InstrumentKind.Histogram, row.Buckets.Count > 0));
    }

    [Fact]
    public async Task Every_instrument_that_a_gateway_publishes_is_made_from_a_row()
    {
        var published = new ConcurrentQueue<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == TracedLlmTelemetry.MeterName)
                {
                    published.Enqueue(instrument);
                }
            },
        };
        listener.Start();

        // An instrument in a static field is published by its type's initializer, which may need a problem to run.
        foreach (var type in new[] { typeof(InstrumentTable), typeof(DeliveryInstruments) }.SelectMany(table => table.Assembly.GetTypes()))
        {
            if (!type.ContainsGenericParameters && Array.Exists(type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic), field => field.FieldType.IsAssignableTo(typeof(Instrument))))
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
        }

        await using (var gateway = await ExportGateway.StartAsync(new() { ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://127.0.0.1:9" }))
        {
            await gateway.PostAsync();
            gateway.GiveUp();
        }

        Assert.Equal(
            MetricTables.All.Select(row => $"{row.Name} {row.Unit} {row.Description}").Order(StringComparer.Ordinal),
            published.Select(instrument => $"{instrument.Name} {instrument.Unit} {instrument.Description}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_metric_has_an_id_or_a_text() => Assert.All(
        MetricTables.All.SelectMany(row => row.Attributes),
        name => Assert.DoesNotMatch(@"(^|[._])(id|hash|user|session|message|prompt|content|text)($|[._])", name));

    private static string Table(IEnumerable<InstrumentFacts> rows, bool withBuckets) => string.Concat(
    [
        withBuckets ? "| metric | kind, unit | what it measures | attributes | buckets |\n|---|---|---|---|---|\n" : "| metric | kind, unit | what it counts | attributes |\n|---|---|---|---|\n",
        .. rows.Select(row => $"| `{row.Name}` | {Kind(row.Kind)}, {row.Unit} | {row.Description} | {Attributes(row)} |{(withBuckets ? $" {Buckets(row)} |" : "")}\n"),
    ]);

    private static string Attributes(InstrumentFacts row) =>
        string.Join(", ", row.Attributes.Select(name => $"`{name}`").Concat(row.TakesOwnAttributes ? ["[your own](#attributes-of-your-own)"] : []));

    private static string Buckets(InstrumentFacts row) => string.Join(" ", row.Buckets.Select(boundary => boundary.ToString("0.#####", CultureInfo.InvariantCulture)));

    private static string Kind(InstrumentKind kind) => kind switch
    {
        InstrumentKind.Histogram => "histogram",
        InstrumentKind.Counter or InstrumentKind.ObservableCounter => "counter",
        _ => "up-down counter",
    };
}
