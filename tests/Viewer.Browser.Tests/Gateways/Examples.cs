using TracedLlm.Samples.Gateway;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>The requests that the gateway has had when the tests begin.</summary>
internal sealed record Examples
{
    /// <summary>The requests of the demo, by their titles.</summary>
    public required IReadOnlyDictionary<string, TraceRow> Demo { get; init; }

    /// <summary>The requests of one session.</summary>
    public required IReadOnlyList<TraceRow> Turns { get; init; }

    /// <summary>A request with 100 spans.</summary>
    public required TraceRow ManySpans { get; init; }

    public static async Task<Examples> SendAsync(ExampleGateway gateway)
    {
        var demo = new Dictionary<string, TraceRow>();
        foreach (var step in DemoStep.All)
        {
            demo.Add(step.Title, await gateway.SendAsync(step));
        }

        var turns = new List<TraceRow>();
        foreach (var turn in ExampleRequests.Turns)
        {
            turns.Add(await gateway.SendAsync(ExampleRequests.Chat, turn));
        }

        return new()
        {
            Demo = demo,
            Turns = turns,
            ManySpans = await gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.OfManySpans),
        };
    }
}
