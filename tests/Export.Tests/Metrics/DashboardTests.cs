using System.Text.Json;
using System.Text.RegularExpressions;
using TracedLlm.Metrics;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Metrics;

/// <summary>Every query of the dashboard names metrics and labels that exist, and the dashboard shows every metric of requests.</summary>
public sealed partial class DashboardTests
{
    // What a query may have besides metrics and labels.
    private static readonly string[] Words = ["sum", "by", "rate", "increase", "histogram_quantile", "label_values"];

    // Labels of every series that a Collector shows: service.name and service.instance.id.
    private static readonly string[] LabelsOfAll = ["job", "instance"];

    private static readonly Dictionary<string, PrometheusMetric> Known = MetricTables.All.SelectMany(PrometheusMetric.CreateAll).ToDictionary(metric => metric.Name);

    private static readonly JsonElement Dashboard = Read();

    public static TheoryData<string> Queries => [.. AllQueries];

    private static IEnumerable<string> AllQueries =>
        [.. Panels().SelectMany(panel => panel.GetProperty("targets").EnumerateArray()).Select(target => target.GetProperty("expr").GetString()!), JobQuery];

    private static string JobQuery => Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray()
        .Single(variable => variable.GetProperty("name").GetString() == "job").GetProperty("definition").GetString()!;

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_query_names_metrics_and_labels_that_exist(string query)
    {
        var (metrics, labels) = Parse(query);

        Assert.NotEmpty(metrics);
        Assert.All(metrics, name => Assert.True(Known.ContainsKey(name), $"No metric {name}: {query}"));
        var allowed = metrics.Select(name => Known[name].Labels).Aggregate((left, right) => left.Intersect(right).ToHashSet()).Concat(LabelsOfAll);
        Assert.Empty(labels.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public void A_counter_is_shown_as_a_rate_and_a_quantile_is_of_buckets(string query)
    {
        if (query == JobQuery)
        {
            return;
        }

        Assert.All(Parse(query).Metrics, name => Assert.Equal(
            Known[name].Row.Kind is not (InstrumentKind.UpDownCounter or InstrumentKind.ObservableUpDownCounter),
            Regex.IsMatch(query, $@"(rate|increase)\({name}\b")));
        Assert.Equal(query.Contains("_bucket", StringComparison.Ordinal), query.StartsWith("histogram_quantile(", StringComparison.Ordinal));
        Assert.Equal(query.Contains("_bucket", StringComparison.Ordinal), Parse(query).Labels.Contains("le"));
    }

    [Fact]
    public void The_dashboard_shows_every_metric_of_requests_and_of_the_export()
    {
        var shown = AllQueries.SelectMany(query => Parse(query).Metrics).Select(name => Known[name].Row.Name).ToHashSet();

        Assert.Empty(InstrumentTable.OfRequests.Select(row => row.Name).Except(shown));
        Assert.Subset(shown, new HashSet<string> { "tracedllm.export.spans", "tracedllm.export.in_flight", "tracedllm.export.queue_size" });
    }

    [Fact]
    public void Every_panel_has_an_id_and_a_place_of_its_own()
    {
        var all = Dashboard.GetProperty("panels").EnumerateArray().ToList();
        var places = all.Select(panel => panel.GetProperty("gridPos")).Select(place => (X: place.GetProperty("x").GetInt32(), Y: place.GetProperty("y").GetInt32())).ToList();

        Assert.Equal(all.Count, all.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(places.Count, places.Distinct().Count());
    }

    [Theory]
    [InlineData("sum(rate(gen_ai_server_requests_count[5m]))")]
    [InlineData("sum by (user_id) (rate(gen_ai_server_request_duration_seconds_count[5m]))")]
    [InlineData("sum(rate(gen_ai_server_request_duration_seconds_count{session_id=\"a\"}[5m]))")]
    public void A_query_of_something_else_is_found(string query)
    {
        var (metrics, labels) = Parse(query);

        Assert.True(metrics.Any(name => !Known.ContainsKey(name)) || labels.Except(Known[metrics[0]].Labels).Any());
    }

    private static (List<string> Metrics, List<string> Labels) Parse(string query)
    {
        var labels = Matcher().Matches(query).SelectMany(match => Label().Matches(match.Groups[1].Value)).Select(match => match.Groups[1].Value)
            .Concat(By().Matches(query).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries)))
            .ToList();
        if (query.StartsWith("label_values(", StringComparison.Ordinal))
        {
            labels.Add(query.TrimEnd(')').Split(", ")[1]);
        }

        var rest = Range().Replace(By().Replace(Matcher().Replace(query, ""), ""), "");
        var names = Name().Matches(rest).Select(match => match.Value).Except(Words).Except(query.StartsWith("label_values(", StringComparison.Ordinal) ? labels : []).ToList();
        return (names, labels);
    }

    private static IEnumerable<JsonElement> Panels() =>
        Dashboard.GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() != "row");

    private static JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(SourcePath.Of("/_/deploy/grafana/tracedllm.json")));
        return document.RootElement.Clone();
    }

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Matcher();

    [GeneratedRegex("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"")]
    private static partial Regex Label();

    [GeneratedRegex(@"\bby \(([^)]*)\)")]
    private static partial Regex By();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex("[a-zA-Z_][a-zA-Z0-9_]*")]
    private static partial Regex Name();
}
