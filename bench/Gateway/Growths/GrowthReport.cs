using TracedLlm.Bench.Gateway.Modes;
using TracedLlm.Bench.Gateway.Reports;

namespace TracedLlm.Bench.Gateway.Growths;

/// <summary>The results of a run as tables, charts and lines.</summary>
/// <param name="Report">The figures.</param>
/// <param name="Modes">The modes that were measured.</param>
internal sealed record GrowthReport(RunReport Report, IReadOnlyList<GatewayMode> Modes)
{
    private const string Columns = "date,commit,grows,step,mode,requests_per_second,cpu_us,added_cpu_us,allocated_bytes,p99_us";

    public Table Table(Growth growth)
    {
        var table = new Table(growth.Title, ["mode", .. growth.Steps.Select(static step => step.Label)]);
        foreach (var mode in Modes)
        {
            table.Add([mode.Name, .. Added(growth, mode).Select(Numbers.Text)]);
        }

        return table;
    }

    public SvgChart Chart(Growth growth)
    {
        var chart = new SvgChart();
        chart.AddLines(growth.Title, [.. growth.Steps.Select(static step => step.Label)], [.. Modes.Select(mode => (mode.Name, Added(growth, mode)))]);
        return chart;
    }

    public IEnumerable<string> Lines(IEnumerable<Growth> growths) =>
    [
        Columns,
        .. from growth in growths
           from mode in Modes
           from step in growth.Steps
           let one = Report.Find(mode, step.Workload.Name)
           select string.Join(',', [Report.Header.Date, Report.Header.Commit, growth.Kind, step.Label, mode.Name, Numbers.Csv(one.RequestsPerSecond), Numbers.Csv(one.Processor), Numbers.Csv(Report.AddedProcessor(one)), Numbers.Csv(one.Allocated), Numbers.Csv(one.P99)]),
    ];

    private IReadOnlyList<double> Added(Growth growth, GatewayMode mode) =>
        [.. growth.Steps.Select(step => Report.AddedProcessor(Report.Find(mode, step.Workload.Name)))];
}
