using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TracedLlm.Faults.Tests.Callers;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Faults.Tests.Mutations;
using TracedLlm.Testing.Upstreams;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Mutated streams of a provider through the running gateway.</summary>
[Collection(CampaignTests.Name)]
public sealed partial class MutatedStreamTests(ITestOutputHelper output) : IDisposable
{
    private const int Wave = 250;

    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;
    private readonly ConcurrentDictionary<int, byte[]> _streams = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Callers_see_the_same_as_without_tracing_and_every_request_has_a_whole_trace()
    {
        var streams = CampaignSize.Count(500, 100_000);
        var random = CampaignSize.NewRandom();
        var mutator = new Mutator(random);
        await using var provider = await FakeUpstream.StartAsync(Answer);
        await using var pair = await GatewayPair.StartAsync(
            _folder,
            $$"""
            { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{provider.Endpoint}}v1', api_key: sk-provider } },
              { model_name: claude, litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: '{{provider.Endpoint}}', api_key: sk-provider } }
            """);
        await pair.WarmUpAsync(Requests(0, StreamBodies.All.Count, number => StreamBodies.All[number].Stream));

        for (var sent = 0; sent < streams; sent += Wave)
        {
            _streams.Clear();
            provider.Clear();
            await pair.CompareAsync(Requests(sent, Wave, number => mutator.Mutate(StreamBodies.All[number % StreamBodies.All.Count].Stream)));
        }

        ScenarioReport.Write(output, ScenarioTable.Streams, $"{streams} streams, {pair.Spans} spans; {await pair.RequireFlatAsync()}");
    }

    private List<(string Path, byte[] Body)> Requests(int first, int count, Func<int, byte[]> stream)
    {
        List<(string Path, byte[] Body)> requests = [];
        for (var number = first; number < first + count; number++)
        {
            var (path, model, _) = StreamBodies.All[number % StreamBodies.All.Count];
            _streams[number] = stream(number);
            requests.Add((path, Encoding.UTF8.GetBytes($$"""{"model":"{{model}}","stream":true,"max_tokens":64,"messages":[{"role":"user","content":"stream-{{number}}-"}]}""")));
        }

        return requests;
    }

    private UpstreamAnswer Answer(RecordedRequest request)
    {
        var stream = _streams[int.Parse(Number().Match(request.Body).Groups[1].Value, CultureInfo.InvariantCulture)];
        return UpstreamAnswer.Custom(async http =>
        {
            http.Response.ContentType = "text/event-stream; charset=utf-8";
            await http.Response.Body.WriteAsync(stream);
        });
    }

    [GeneratedRegex("stream-([0-9]+)-")]
    private static partial Regex Number();
}
