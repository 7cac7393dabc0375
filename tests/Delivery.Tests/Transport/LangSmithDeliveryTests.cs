using TracedLlm.Export.Backends;
using TracedLlm.Export.Delivery;
using TracedLlm.Testing.Backends;

namespace TracedLlm.Delivery.Tests.Transport;

/// <summary>Every answer of LangSmith and the fate of the spans.</summary>
public sealed class LangSmithDeliveryTests : IAsyncLifetime
{
    private LangSmithReceiver _langSmith = null!;

    public async Task InitializeAsync() => _langSmith = await LangSmithReceiver.StartAsync("ls-key");

    public Task DisposeAsync() => _langSmith.DisposeAsync().AsTask();

    [Fact]
    public async Task Spans_arrive_in_their_project()
    {
        using var delivery = new Delivery([Endpoints.Create(_langSmith, "ls-key")]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(["mine", "mine", "mine"], _langSmith.Runs.Select(run => run.Project));
        Assert.Empty(_langSmith.Orphans);
    }

    [Fact]
    public async Task A_wrong_key_is_not_tried_again()
    {
        using var delivery = new Delivery([Endpoints.Create(_langSmith, "other")]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((0, 3), (counts.Exported, counts.Dropped[(int)DropReason.Rejected]));
        Assert.Equal(1, _langSmith.Arrivals);
    }

    [Fact]
    public async Task An_hourly_limit_is_waited_for()
    {
        _langSmith.Faults.Next(BackendFault.Status(429), BackendFault.Status(429));
        using var delivery = new Delivery([Endpoints.Create(_langSmith, "ls-key")]);
        delivery.Send(3);

        var counts = await delivery.FlushAsync();

        Assert.Equal((3, 0), (counts.Exported, counts.AllDropped));
        Assert.Equal(3, _langSmith.Runs.Count);
    }

    [Fact]
    public async Task A_part_of_the_traces_is_sent_and_the_rest_counted()
    {
        var endpoint = Endpoints.Create(_langSmith, "ls-key");
        using var delivery = new Delivery([new BackendEndpoint("langsmith", endpoint.Address, endpoint.Headers, endpoint.View) { SamplingRate = 0.25 }]);
        delivery.Send(1_000);

        var counts = await delivery.FlushAsync();

        Assert.Equal(1_000, counts.Exported + counts.SampledOut);
        Assert.Equal(counts.Exported, _langSmith.Runs.Count);

        // Ids are random. The bound is six standard deviations, so the test fails once in five hundred million runs.
        Assert.InRange(counts.Exported, 168, 332);
    }
}
