using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>The headers of the trace that leave through a traced client, whatever its own handler is.</summary>
[Collection(ProcessWide.Name)]
public sealed class ClientHeadersTests
{
    private const string Stale = "00-11111111111111111111111111111111-2222222222222222-01";

    public static TheoryData<string, Tracing, bool> Cases()
    {
        var cases = new TheoryData<string, Tracing, bool>();
        foreach (var handler in new[] { "platform's", "without propagator", "own" })
        {
            foreach (var tracing in Enum.GetValues<Tracing>())
            {
                cases.Add(handler, tracing, true);
                cases.Add(handler, tracing, false);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Preset_headers_are_removed_and_an_allowed_host_receives_the_attempts(string handler, Tracing tracing, bool allowed)
    {
        string? named = null;
        await using var upstream = await FakeUpstream.StartAsync(request => Answered(request.Headers.GetValueOrDefault("traceparent") + request.Headers.GetValueOrDefault("baggage")));
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                using var request = Asked();
                request.Headers.TryAddWithoutValidation("traceparent", Stale);
                request.Headers.TryAddWithoutValidation("baggage", "user=alice");
                (await client.SendAsync(request)).Dispose();
            },
            client =>
            {
                client.AddTracedLlmCall();
                if (handler != "platform's")
                {
                    client.ConfigurePrimaryHttpMessageHandler(() => handler == "own"
                        ? new AnsweringHandler(request =>
                        {
                            named = Value(request, "traceparent") + Value(request, "baggage");
                            return new(HttpStatusCode.OK);
                        })
                        : new SocketsHttpHandler { ActivityHeadersPropagator = null });
                }
            },
            tracing,
            new() { App = _ => { }, Settings = { [allowed ? "TracedLlm:ForwardTraceParentTo" : "Unused"] = "127.0.0.1" } });

        await gateway.AskAsync();

        var attempt = (await gateway.StopAsync()).SingleOrDefault(span => span.Name == "chat gpt-4o-eu");
        Assert.Equal(tracing == Tracing.On, attempt is not null);
        Assert.Equal(allowed && attempt is not null ? $"00-{attempt.TraceId}-{attempt.SpanId}-01" : "", named);

        UpstreamAnswer Answered(string headers)
        {
            named = headers;
            return UpstreamAnswer.Json("{}");
        }

        static string? Value(HttpRequestMessage request, string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    [Fact]
    public async Task Outside_of_a_traced_request_they_are_left_alone()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"));
        await using var gateway = await StartAsync(upstream, ForwardAsync, setup: new()
        {
            App = app => app.MapGet("/warm", async (IHttpClientFactory clients) =>
            {
                using var request = Asked();
                request.Headers.TryAddWithoutValidation("traceparent", Stale);
                (await clients.CreateClient(Client).SendAsync(request)).Dispose();
            }),
        });

        await gateway.SendAsync(new(HttpMethod.Get, "/warm"));

        Assert.Equal(Stale, Assert.Single(upstream.Requests).Headers["traceparent"]);
    }
}
