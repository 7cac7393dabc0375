using System.Diagnostics;
using System.Text.RegularExpressions;
using TracedLlm.Samples.Gateway;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Dashboard.Tests;

/// <summary>The demo of the sample gateway, sent to a real backend: what the Aspire dashboard has of it is what the demo prints.</summary>
public sealed partial class DemoTests(AspireDashboard dashboard) : IClassFixture<AspireDashboard>
{
    [DashboardTheory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task The_dashboard_has_the_trees_that_the_demo_prints_and_one_resource(string protocol)
    {
        var service = $"demo-{protocol.Split('/')[0]}";
        var endpoint = await dashboard.EndpointAsync(protocol);

        var output = await RunDemoAsync(
            ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint),
            ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", protocol == "grpc" ? endpoint : $"{endpoint}/v1/logs"),
            ("OTEL_SERVICE_NAME", service));

        var printed = Tree().Matches(output).Select(static match => match.Value).ToList();
        Assert.Equal(DemoStep.All.Count, printed.Count);
        var spans = DashboardSpan.ReadAll(await dashboard.ReadAsync("traces")).ToLookup(static span => span.TraceId);
        using var printer = new PrintedSpans();
        Assert.Equal(printed, printed.Select(tree => printer.Print([.. spans[tree.Split('\n')[0]["trace ".Length..]]])));

        // The trees do not show the kinds: 2 is a server, 3 a client, 1 internal.
        Assert.All(
            printed.SelectMany(tree => spans[tree.Split('\n')[0]["trace ".Length..]]),
            static span => Assert.Equal(span.ParentId is null ? 2 : span.Name.StartsWith("chat ", StringComparison.Ordinal) ? 3 : 1, span.Kind));

        var resource = Assert.Single((await dashboard.ReadAsync("resources")).EnumerateArray(), one => one.GetProperty("name").GetString() == service);
        Assert.True(Guid.TryParse(resource.GetProperty("instanceId").GetString(), out _), resource.ToString());
        Assert.All(["hasTraces", "hasLogs", "hasMetrics"], signal => Assert.True(resource.GetProperty(signal).GetBoolean(), $"{signal}: {resource}"));
    }

    private static async Task<string> RunDemoAsync(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gateway.dll"), "--demo"]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var (exitCode, output) = await Command.RunAsync(start, Patience.Default);
        Assert.True(exitCode == 0, output);
        return output;
    }

    [GeneratedRegex(@"^trace [0-9a-f]{32}\n(.+\n)+\n", RegexOptions.Multiline)]
    private static partial Regex Tree();
}
