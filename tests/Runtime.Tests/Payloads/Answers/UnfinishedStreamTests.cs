using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>Streams that break off, report an error or lose their caller: what was known of model and usage stays.</summary>
[Collection(ProcessWide.Name)]
public sealed class UnfinishedStreamTests
{
    private static readonly SseEvent Chat = new("""{"id":"c","model":"gpt-4o-2024","choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}],"usage":null}""");
    private static readonly SseEvent ChatWithUsage = new("""{"id":"c","model":"gpt-4o-2024","choices":[{"index":0,"delta":{"content":"Hi"}}],"usage":{"prompt_tokens":7,"completion_tokens":1}}""");
    private static readonly SseEvent Message = new("""{"type":"message_start","message":{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[],"usage":{"input_tokens":7,"cache_creation_input_tokens":5,"cache_creation":{"ephemeral_1h_input_tokens":5},"output_tokens":1,"service_tier":"standard","speed":"fast"}}}""", "message_start");
    private static readonly SseEvent Response = new("""{"type":"response.created","response":{"id":"r","model":"gpt-5","status":"in_progress","output":[],"usage":null}}""", "response.created");
    private static readonly SseEvent Candidate = new("""{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"index":0}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":1},"modelVersion":"gemini-2.5-pro"}""");

    public static TheoryData<string, string, string, string, long?> Streams
    {
        get
        {
            var data = new TheoryData<string, string, string, string, long?>();
            foreach (var ending in new[] { "breaks", "error", "left" })
            {
                data.Add(ending, "chat", "/v1/chat/completions", "gpt-4o-2024", null);
                data.Add(ending, "chat with usage", "/v1/chat/completions", "gpt-4o-2024", 7);
                data.Add(ending, "message", "/v1/messages", "claude-sonnet-4-5", 12);
                data.Add(ending, "response", "/v1/responses", "gpt-5", null);
                data.Add(ending, "candidate", "/v1beta/models/gemini:streamGenerateContent", "gemini-2.5-pro", 7);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Model_and_usage_so_far_stay(string ending, string first, string path, string model, long? tokens)
    {
        var breaks = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        SseEvent[] events = ending == "error" ? [First(first), Error(first)] : [First(first)];
        await using var upstream = await FakeUpstream.StartAsync(ending == "left" ? UpstreamAnswer.Sse(new[] { First(first), First(first) }.HeldBefore(1, gate)) : UpstreamAnswer.Sse(events, ending == "breaks" ? breaks : null));
        await using var gateway = await StartAsync(upstream, path);

        using (var caller = new HttpClient { BaseAddress = gateway.Endpoint })
        using (var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") })
        using (var response = await caller.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[20]);
            breaks.TrySetResult();
            if (ending != "left")
            {
                await Record.ExceptionAsync(() => body.CopyToAsync(Stream.Null));
            }
        }

        var call = (await gateway.StopAsync()).Single(span => span.Name == "litellm_request");
        Assert.Equal(ending == "left" ? "cancelled" : null, call.Attributes["litellm.outcome"]);
        Assert.Equal((model, tokens), (call.Attributes["gen_ai.response.model"], call.Attributes["gen_ai.usage.input_tokens"]));
        Assert.Equal(tokens is null ? true : null, call.Attributes["litellm.usage.unknown"]);
        if (first == "message")
        {
            Assert.Equal((5L, "standard", "fast"), (call.Attributes["litellm.usage.cache_creation_1h.input_tokens"], call.Attributes["litellm.response.service_tier"], call.Attributes["litellm.response.speed"]));
        }
    }

    private static SseEvent First(string name) => name switch
    {
        "chat" => Chat,
        "chat with usage" => ChatWithUsage,
        "message" => Message,
        "response" => Response,
        _ => Candidate,
    };

    private static SseEvent Error(string name) => name == "message"
        ? new("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "error")
        : name == "response" ? new("""{"type":"error","code":"server_error","message":"No"}""", "error")
        : new("""{"error":{"message":"No","type":"server_error","code":500}}""");

    private static Task<TestGateway> StartAsync(FakeUpstream upstream, string path) => TestGateway.StartAsync(new GatewaySetup
    {
        Before = builder => builder.Services.AddHttpClient("provider", http => http.BaseAddress = upstream.Endpoint).AddTracedLlmCall(),
        App = app =>
        {
            app.UseTracedLlm();
            var pattern = path.Replace("models/gemini:", "models/{model}:", StringComparison.Ordinal);
            app.MapPost(pattern, [TracedLlmRoute] async (HttpContext http, IHttpClientFactory clients) =>
            {
                using var client = clients.CreateClient("provider");
                using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
                http.Response.ContentType = "text/event-stream";
                await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
                var part = new byte[4096];
                while (await body.ReadAsync(part, http.RequestAborted) is var read and > 0)
                {
                    await http.Response.Body.WriteAsync(part.AsMemory(0, read), http.RequestAborted);
                    await http.Response.Body.FlushAsync(http.RequestAborted);
                }
            });
        },
    });
}
