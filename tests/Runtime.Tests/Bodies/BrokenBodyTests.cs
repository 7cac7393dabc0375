using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Failures;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Bodies;

/// <summary>A caller that breaks its body off has left or is refused; it is no error of the gateway or of a provider.</summary>
[Collection(ProcessWide.Name)]
public sealed class BrokenBodyTests
{
    public static TheoryData<BrokenBody, string, Tracing> Cases()
    {
        var cases = new TheoryData<BrokenBody, string, Tracing>();
        foreach (var body in Enum.GetValues<BrokenBody>())
        {
            foreach (var reader in new[] { "stream", "pipe", "json", "passed on", "not looked at", "answers 500" })
            {
                cases.Add(body, reader, Tracing.On);
            }

            cases.Add(body, "stream", Tracing.Unsampled);
            cases.Add(body, "stream", Tracing.Off);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_caller_has_left_or_is_refused(BrokenBody body, string reader, Tracing tracing)
    {
        var errors = new ErrorLines();
        var failures = new RecordedFailures();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Http2 = body == BrokenBody.ResetStream,
            Export = tracing != Tracing.Off,
            Settings = new() { ["OTEL_TRACES_SAMPLER"] = tracing == Tracing.Unsampled ? "always_off" : null },
            Options = options => options.MaxRequestLookahead = reader == "not looked at" ? 0 : options.MaxRequestLookahead,
            Before = builder =>
            {
                builder.Logging.AddProvider(errors);
                builder.Services.AddSingleton<ILlmFailureLog>(failures);
                builder.Services.AddHttpClient("provider", client => client.BaseAddress = upstream.Endpoint).AddTracedLlmCall();
            },
            App = app =>
            {
                app.UseTracedLlm();
                if (reader == "answers 500")
                {
                    app.Use(AnswerAsync);
                }

                app.MapPost(BrokenCaller.Path, [TracedLlmRoute] async (HttpContext http, IHttpClientFactory clients) =>
                {
                    started.TrySetResult();
                    await ReadAsync(http, clients, reader);
                    await http.Response.WriteAsync("read");
                });
            },
        });

        var answer = await gateway.Clock.FireUntilEndAsync(BrokenCaller.SendAsync(gateway, body, started.Task));

        var spans = await gateway.StopAsync();
        Assert.Equal(body <= BrokenBody.ResetStream ? "left" : reader == "answers 500" ? "HTTP/1.1 500 Internal Server Error" : "HTTP/1.1 400 Bad Request", answer);
        Assert.True(errors.All.Count == 0, string.Join('\n', errors.All));
        var refused = body > BrokenBody.ResetStream;
        Assert.All(failures.All, failure => Assert.True(refused && failure.Outcome == LlmFailureOutcome.Refused || reader == "passed on", $"{failure.Outcome}"));
        if (tracing != Tracing.On)
        {
            Assert.Empty(spans);
            return;
        }

        var root = spans.Single(static span => span.Name == "Received Proxy Server Request");
        var outcome = (string)root.Attributes["litellm.outcome"]!;
        Assert.Equal(!refused ? "cancelled" : reader == "passed on" ? "error" : "refused", outcome);
        Assert.All(
            spans.Where(static span => span.Attributes.ContainsKey("litellm.attempt.index")),
            static attempt => Assert.Equal(("cancelled", false), (attempt.Attributes["litellm.outcome"], attempt.Attributes.ContainsKey("error.type"))));
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (IOException)
        {
            context.Response.StatusCode = 500;
        }
    }

    private static async Task ReadAsync(HttpContext http, IHttpClientFactory clients, string reader)
    {
        switch (reader)
        {
            case "pipe":
                while (await http.Request.BodyReader.ReadAsync() is { IsCompleted: false } read)
                {
                    http.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                }

                break;
            case "json":
                await http.Request.ReadFromJsonAsync<Dictionary<string, string>>();
                break;
            case "passed on":
                using (var client = clients.CreateClient("provider"))
                {
                    using var content = new StreamContent(http.Request.Body);
                    (await client.PostAsync("v1/chat/completions", content)).Dispose();
                }

                break;
            default:
                await http.Request.Body.CopyToAsync(Stream.Null);
                break;
        }
    }
}
