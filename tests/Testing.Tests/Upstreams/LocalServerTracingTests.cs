using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Testing.Tests.Upstreams;

public sealed class LocalServerTracingTests
{
    [Fact]
    public async Task An_upstream_adds_no_spans_to_the_process_it_runs_in()
    {
        using var activities = new RecordedActivities("Microsoft.AspNetCore");
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"));
        using var client = new HttpClient();

        await client.GetStringAsync(upstream.Endpoint);
        await upstream.Requests[0].WaitForCompletionAsync();

        Assert.Empty(activities.Activities);
        Assert.Empty(activities.Running);
    }
}
