using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>"Not modified" answers a request that asks for changes, and no other request.</summary>
[Collection(ProcessWide.Name)]
public sealed class ConditionalRequestTests
{
    private static readonly UpstreamAnswer NotModified = UpstreamAnswer.Custom(static http =>
    {
        http.Response.StatusCode = 304;
        return Task.CompletedTask;
    });

    public static TheoryData<string?, bool, Tracing> Cases()
    {
        var cases = new TheoryData<string?, bool, Tracing>();
        foreach (var header in new[] { "If-None-Match", "If-Modified-Since", "If-Match", null })
        {
            foreach (var tracing in Enum.GetValues<Tracing>())
            {
                cases.Add(header, true, tracing);
                cases.Add(header, false, tracing);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Not_modified(string? header, bool isTracingClient, Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(NotModified, UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(
            upstream,
            async (_, client) =>
            {
                using var other = new HttpClient { BaseAddress = upstream.Endpoint };
                var provider = new TaggedProvider(isTracingClient ? client : other);
                (await provider.ListModelsAsync(header)).Dispose();
                (await provider.ListModelsAsync(null)).Dispose();
            },
            tracing: tracing);

        var answer = await gateway.AskAsync();

        var isAnswer = header is "If-None-Match" or "If-Modified-Since";
        Assert.Equal(isAnswer ? "0" : "1", answer.Headers.GetValues("x-litellm-attempted-retries").Single());
        var attempts = (await gateway.StopAsync()).Where(static span => span.Attributes.ContainsKey("litellm.attempt.index")).OrderBy(static span => (long)span.Attributes["litellm.attempt.index"]!);
        string[] recorded = isAnswer ? ["304 initial ", "200 initial "] : ["304 initial 304", "200 retry "];
        Assert.Equal(
            tracing == Tracing.On ? recorded : [],
            attempts.Select(static span => $"{span.Attributes["http.response.status_code"]} {span.Attributes["litellm.attempt.kind"]} {span.Attributes["error.type"]}"));
    }
}
