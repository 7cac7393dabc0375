using System.Text.RegularExpressions;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Samples.Gateway.Tests.Demo;

public sealed partial class GatewayDemoTests
{
    [Fact]
    public async Task Every_step_has_the_expected_status_and_tree()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        var code = await GatewayDemo.RunAsync(output, errors, CancellationToken.None);

        Assert.Equal("", errors.ToString());
        Assert.Equal(0, code);
        Assert.Equal(
            DemoStep.All.Select(step => $"── {step.Title}"),
            output.ToString().Split('\n').Where(line => line.StartsWith("── ", StringComparison.Ordinal)).Select(line => line.TrimEnd('\r')));
        Snapshot.Match(Volatile().Replace(output.ToString().ReplaceLineEndings("\n"), "$1<*>"), "Output");
    }

    [Fact]
    public async Task It_exports_the_same_traces_where_an_endpoint_is_set()
    {
        const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
        await using var receiver = await OtlpReceiver.StartAsync();
        using var output = new StringWriter();
        Environment.SetEnvironmentVariable(Endpoint, receiver.Endpoint.AbsoluteUri);
        try
        {
            Assert.Equal(0, await GatewayDemo.RunAsync(output, TextWriter.Null, CancellationToken.None));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Endpoint, null);
        }

        TraceInvariants.Check(receiver.Spans, secrets: ["sk-demo", "sk-unknown"]);
        Assert.Equal(DemoStep.All.Count, receiver.Spans.Select(span => span.TraceId).Distinct().Count());
        Assert.All(receiver.Spans, span => Assert.Contains(span.TraceId, output.ToString(), StringComparison.Ordinal));
    }

    // Trace ids and durations.
    [GeneratedRegex(@"(trace |  |first chunk s=|back-off ms=)(?:[0-9a-f]{32}|[0-9.]+)(?: m?s)?")]
    private static partial Regex Volatile();
}
