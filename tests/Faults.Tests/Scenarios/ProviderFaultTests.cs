using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TracedLlm.Faults.Tests.Callers;
using TracedLlm.Faults.Tests.Campaign;
using TracedLlm.Testing.Hosting;
using Xunit.Abstractions;

namespace TracedLlm.Faults.Tests.Scenarios;

/// <summary>Providers that misbehave in every way, behind a gateway with and one without a backend.</summary>
[Collection(CampaignTests.Name)]
public sealed partial class ProviderFaultTests(ITestOutputHelper output) : IDisposable
{
    // The gateway's clock is its own. A provider that is silent keeps it waiting for that long; what another provider sends has to come earlier.
    private const string TimeToAnswer = ", request_timeout: 20";

    private readonly string _folder = Directory.CreateTempSubdirectory("faults-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Callers_see_the_same_as_without_tracing_and_every_request_has_a_whole_trace()
    {
        var rounds = CampaignSize.Count(1, 100);
        await using var provider = await LocalServer.StartAsync(AnswerAsync);
        await using var pair = await GatewayPair.StartAsync(
            _folder, $"{{ model_name: gpt, litellm_params: {{ model: openai/gpt-4.1, api_base: '{provider.Endpoint}v1', api_key: sk-provider }} }}", TimeToAnswer);
        await pair.WarmUpAsync([.. Requests().TakeLast(8)]);

        for (var round = 0; round < rounds; round++)
        {
            await pair.CompareAsync(Requests());
        }

        ScenarioReport.Write(output, ScenarioTable.Providers, $"{rounds * ProviderFaults.All.Count * 2} requests, {ProviderFaults.All.Count} faults each with and without streaming, {pair.Spans} spans; {await pair.RequireFlatAsync()}");
    }

    private static List<(string Path, byte[] Body)> Requests() =>
    [
        .. from fault in Enumerable.Range(0, ProviderFaults.All.Count)
           from stream in new[] { "false", "true" }
           select ("v1/chat/completions", Encoding.UTF8.GetBytes($$"""{"model":"gpt","stream":{{stream}},"messages":[{"role":"user","content":"fault-{{fault}}-"}]}""")),
    ];

    private static async Task AnswerAsync(HttpContext http, CancellationToken stopping)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        await ProviderFaults.All[int.Parse(Number().Match(body).Groups[1].Value, CultureInfo.InvariantCulture)].Write(http, stopping);
    }

    [GeneratedRegex("fault-([0-9]+)-")]
    private static partial Regex Number();
}
