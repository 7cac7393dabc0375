using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Waiting;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Lookahead;

/// <summary>Callers behind a proxy: all of them have its address.</summary>
[Collection(ProcessWide.Name)]
public sealed class ProxyTests
{
    private const int Invented = 30;

    [Fact]
    public async Task Invented_keys_do_not_hold_back_accepted_ones()
    {
        var entered = 0;
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var gateway = await LookaheadGateway.StartAsync(
            Wire.Http1,
            async http =>
            {
                var seen = LookaheadGateway.BodyOf(http) is not null;
                var read = LookaheadGateway.Hash(await BodyReads.ReadAsync(http));
                var key = http.Request.Headers.Authorization.ToString();
                if (key != "Bearer open")
                {
                    LlmSpan.StartStage(LlmStage.Auth).End();
                }

                if (key.StartsWith("Bearer invented", StringComparison.Ordinal))
                {
                    // The stage has found nobody.
                    http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                    Interlocked.Increment(ref entered);
                    await leave.Task.WaitAsync(Patience.Default);
                }
                else if (key == "Bearer wrong")
                {
                    http.Response.StatusCode = StatusCodes.Status401Unauthorized;
                }

                return $"{seen} {read}";
            },
            options => options.MaxTotalRequestLookahead = 4_000_000);
        var body = LookaheadGateway.Chat(100_000);
        using var client = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway.Endpoint };
        var held = Enumerable.Range(0, Invented).Select(i => PostAsync(client, body, $"invented-{i}")).ToArray();
        await Eventually.BecomesTrueAsync(() => Volatile.Read(ref entered) == Invented, static () => "The callers with invented keys have not arrived.");

        var answers = new List<string>();
        foreach (var key in (string[])["valid", "valid", "wrong", "wrong", "open", "open"])
        {
            answers.Add($"{key} {await PostAsync(client, body, key)}");
        }

        leave.SetResult();
        var invented = await Task.WhenAll(held);

        // Without an auth stage nobody has checked the key.
        var hash = LookaheadGateway.Hash(body);
        Assert.Equal(
            [$"valid False {hash}", $"valid True {hash}", $"wrong False {hash}", $"wrong False {hash}", $"open False {hash}", $"open False {hash}"],
            answers);

        // Of 3,000,000 bytes the address has four fifths.
        Assert.InRange(invented.Count(text => text.StartsWith("True", StringComparison.Ordinal)), 15, 24);
        Assert.All(invented, text => Assert.EndsWith(hash, text, StringComparison.Ordinal));
        await gateway.StopAsync();
    }

    private static async Task<string> PostAsync(HttpClient client, byte[] body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, LookaheadGateway.Path)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = MediaTypeHeaderValue.Parse("application/json") } },
        };
        request.Headers.Add("Authorization", $"Bearer {key}");
        using var answer = await client.SendAsync(request).WaitAsync(Patience.Default);
        return await answer.Content.ReadAsStringAsync();
    }
}
