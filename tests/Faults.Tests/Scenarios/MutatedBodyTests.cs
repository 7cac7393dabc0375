using TracedLlm.Faults.Tests.Callers;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Mutations;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Mutated requests through the running gateway.</summary>
[Collection(CampaignTests.Name)]
public sealed class MutatedBodyTests(ITestOutputHelper output) : IDisposable
{
    private const int Wave = 500;

    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Callers_see_the_same_as_without_tracing_and_every_request_has_a_whole_trace()
    {
        var bodies = CampaignSize.Count(1_000, 1_000_000);
        var random = CampaignSize.NewRandom();
        var mutator = new Mutator(random);
        await using var pair = await GatewayPair.StartAsync(_folder, "{ model_name: demo, litellm_params: { model: simulated/demo } }");
        await pair.WarmUpAsync(RequestBodies.All);

        for (var sent = 0; sent < bodies; sent += Wave)
        {
            await pair.CompareAsync([.. Enumerable.Range(0, Wave).Select(_ => RequestBodies.All[random.Next(RequestBodies.All.Count)]).Select(one => (one.Path, mutator.Mutate(one.Body)))]);
        }

        ScenarioReport.Write(output, ScenarioTable.Bodies, $"{bodies} requests, {pair.Spans} spans; {await pair.RequireFlatAsync()}");
    }
}
