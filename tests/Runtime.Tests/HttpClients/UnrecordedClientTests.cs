using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Attempts;
using TracedLlm.Requests;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>The response headers about the attempts of traced clients do not depend on recording.</summary>
[Collection(ProcessWide.Name)]
public sealed class UnrecordedClientTests
{
    private static readonly UpstreamAnswer Busy = UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429);
    private static readonly UpstreamAnswer Good = UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion);

    public static TheoryData<Tracing> Tracings => [.. Enum.GetValues<Tracing>()];

    public static TheoryData<Tracing, string, string> Cases()
    {
        var cases = new TheoryData<Tracing, string, string>();
        foreach (var tracing in Enum.GetValues<Tracing>())
        {
            cases.Add(tracing, "retried by an outer handler", "retries 2, fallbacks 0");
            cases.Add(tracing, "tried elsewhere", "retries 0, fallbacks 1");
            cases.Add(tracing, "refused", "retries 1, fallbacks 0");
            cases.Add(tracing, "synchronous", "retries 1, fallbacks 0");
            cases.Add(tracing, "redirected", "retries 1, fallbacks 0");
            cases.Add(tracing, "two questions", "retries 0, fallbacks 0");
            cases.Add(tracing, "a method's", "retries 1, fallbacks 0");
            cases.Add(tracing, "a method's and its own", "retries 0, fallbacks 0");
            cases.Add(tracing, "sent again in a method", "retries 2, fallbacks 0");
            cases.Add(tracing, "a method's of which none is the client's", "retries 0, fallbacks 0");
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Attempts_are_counted(Tracing tracing, string what, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync(
            what is "refused" ? [UpstreamAnswer.Refuse(), Good] : what is "redirected" ? [UpstreamAnswer.Json("{}", 302), Good] : what is "two questions" || what.EndsWith("own", StringComparison.Ordinal) || what.EndsWith("client's", StringComparison.Ordinal) ? [Good, Good] : [Busy, what is "tried elsewhere" or "synchronous" or "a method's" ? Good : Busy, Good]);
        await using var gateway = await StartAsync(
            upstream,
            (http, client) => RunAsync(what, client, upstream),
            client =>
            {
                if (what is "retried by an outer handler")
                {
                    client.AddHttpMessageHandler(() => new RetryingHandler(tries: 3));
                }

                client.AddTracedLlmCall(call => call.Tags = static request => [new(LiteLlm.ModelGroup, request.RequestUri!.AbsolutePath)]);
            },
            tracing);

        var answer = await gateway.AskAsync();

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(expected, $"retries {answer.Headers.GetValues("x-litellm-attempted-retries").Single()}, fallbacks {answer.Headers.GetValues("x-litellm-attempted-fallbacks").Single()}");
        Assert.Equal(tracing == Tracing.On, (await gateway.StopAsync()).Count > 0);
    }

    [Theory]
    [MemberData(nameof(Tracings))]
    public async Task Methods_that_run_at_the_same_time_are_attempts_of_their_own(Tracing tracing)
    {
        AttemptCounts counts = default;
        await using var upstream = await FakeUpstream.StartAsync(Good);
        await using var gateway = await StartAsync(
            upstream,
            async (_, client) =>
            {
                using var barrier = new Barrier(2);
                var provider = new TaggedProvider(client);
                await Task.WhenAll(Start("fast"), Start("slow"));
                counts = RequestState.Current!.Attempts.Counts;

                Task Start(string group) => Task.Factory.StartNew(
                    () => provider.Meet(group, barrier),
                    CancellationToken.None,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default);
            },
            tracing: tracing);

        await gateway.AskAsync();

        Assert.Equal((2, 0, 0), (counts.Attempts, counts.Retries, counts.Fallbacks));
    }

    private static async Task RunAsync(string what, HttpClient client, FakeUpstream upstream)
    {
        var provider = new RecordingProvider(client);
        switch (what)
        {
            case "retried by an outer handler":
                await AskAsync(client);
                break;
            case "tried elsewhere":
                (await client.PostAsync("a", null)).Dispose();
                (await client.PostAsync("b", null)).Dispose();
                break;
            case "refused":
                await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client));
                await AskAsync(client);
                break;
            case "synchronous":
                client.Send(Asked()).Dispose();
                client.Send(Asked()).Dispose();
                break;
            case "redirected":
                using (var other = new HttpClient { BaseAddress = upstream.Endpoint })
                {
                    new RecordingProvider(other).Send().Dispose();
                    new RecordingProvider(other).Send().Dispose();
                }

                break;
            case "two questions":
                await AskAsync(client);
                await AskAsync(client);
                break;
            case "a method's":
                (await provider.SendAsync(null, HttpCompletionOption.ResponseContentRead)).Dispose();
                await provider.AskAsync();
                break;
            case "a method's and its own":
                await provider.AskAsync();
                await AskAsync(client);
                break;
            case "sent again in a method":
                (await provider.InsistAsync()).Dispose();
                break;
            default:
                using (var other = new HttpClient { BaseAddress = upstream.Endpoint })
                {
                    (await new RecordingProvider(other).SendAsync(null, HttpCompletionOption.ResponseContentRead)).Dispose();
                }

                await AskAsync(client);
                break;
        }
    }

    private static async Task AskAsync(HttpClient client) => (await client.SendAsync(Asked())).Dispose();
}
