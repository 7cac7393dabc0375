using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using TracedLlm.Samples.Gateway;
using TracedLlm.Testing.Waiting;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Setup;

/// <summary>The demo of the sample gateway with its page.</summary>
[Collection(ProcessWide.Name)]
public sealed partial class DemoTests
{
    [Fact]
    public async Task The_demo_prints_the_address_and_serves_until_it_is_cancelled()
    {
        using var output = new Lines();
        using var errors = new StringWriter();
        using var stop = new CancellationTokenSource();
        var demo = GatewayDemo.RunAsync(output, errors, stop.Token, isViewed: true);
        await Eventually.BecomesTrueAsync(() => demo.IsCompleted || Address().IsMatch(output.Text), () => output.Text);
        using var client = new HttpClient { BaseAddress = new Uri(Address().Match(output.Text).Groups["address"].Value) };

        var rows = await new ViewerClient(client).WaitForRowsAsync(DemoStep.All.Count);
        await stop.CancelAsync();

        Assert.Equal((0, ""), (await demo, errors.ToString()));
        Assert.Equal(["blocked", "cancelled", "error", "ok", "refused"], rows.Select(row => row["outcome"]!.GetValue<string>()).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>The lines that the demo has written, which the test reads meanwhile.</summary>
    private sealed class Lines : TextWriter
    {
        private readonly ConcurrentQueue<string?> _lines = new();

        public string Text => string.Join('\n', _lines);

        public override Encoding Encoding => Encoding.UTF8;

        public override Task WriteLineAsync(string? value)
        {
            _lines.Enqueue(value);
            return Task.CompletedTask;
        }
    }

    [GeneratedRegex(@"The traces are at (?<address>http://[^/]+)/debug/tracedllm until")]
    private static partial Regex Address();
}
