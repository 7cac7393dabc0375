using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

public sealed class ProviderProbeTests
{
    [Fact]
    public async Task Requests_that_wait_at_the_same_time_share_a_call()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Delayed(gate, UpstreamAnswer.Json("{}")));
        using var clients = new Clients();
        var probe = new ProviderProbe(new ProviderQuery(clients, new TestClock()));
        var deployment = new Deployment { Id = "one", ModelGroup = "m", Provider = Provider.ByPrefix["openai"], Model = "m", ApiBase = upstream.Endpoint };

        var first = probe.FindProblemAsync(deployment);
        var second = probe.FindProblemAsync(deployment);
        gate.SetResult();

        Assert.All(await Task.WhenAll(first, second), Assert.Null);
        Assert.Single(upstream.Requests);
        Assert.Null(await probe.FindProblemAsync(deployment));
        Assert.Equal(2, upstream.Requests.Count);
    }

    private sealed class Clients : IHttpClientFactory, IDisposable
    {
        private readonly HttpClient _client = new();

        public HttpClient CreateClient(string name) => _client;

        public void Dispose() => _client.Dispose();
    }
}
