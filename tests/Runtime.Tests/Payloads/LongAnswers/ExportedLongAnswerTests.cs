using System.Text;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Payloads.Answers;

namespace TracedLlm.Tests.Payloads.LongAnswers;

/// <summary>What a backend receives of answers of 10 MiB.</summary>
[Collection(ProcessWide.Name)]
public sealed class ExportedLongAnswerTests
{
    private const int Length = 10 * 1024 * 1024;
    private const string Events = "text/event-stream";
    private const string Json = "application/json";

    private static string Huge => new('A', Length);

    private static string Numbers => string.Join(',', Enumerable.Repeat("-0.0162", Length / 8));

    [Theory]
    [InlineData("chat/completions", Json, false)]
    [InlineData("chat/completions", Json, true)]
    [InlineData("chat/completions", Events, false)]
    [InlineData("chat/completions", Events, true)]
    [InlineData("images/generations", Json, false)]
    [InlineData("images/generations", Json, true)]
    [InlineData("images/generations", Events, false)]
    [InlineData("images/generations", Events, true)]
    [InlineData("embeddings", Json, false)]
    [InlineData("embeddings", Json, true)]
    [InlineData("embeddings", Events, false)]
    [InlineData("embeddings", Events, true)]
    public async Task Its_usage_arrives_and_only_content_is_unread(string api, string type, bool content)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Body(Answer(api, type), type));
        await using var gateway = await AnsweringGateway.StartAsync($"/v1/{api}", upstream, content, $"v1/{api}");

        var answer = await gateway.PostAsync($"/v1/{api}");

        Assert.InRange(answer.Body.Length, Length, Length + 1024);
        var spans = await gateway.StopAsync();
        var root = Assert.Single(spans, span => span.Name == "Received Proxy Server Request").Attributes;
        var request = Assert.Single(spans, span => span.Name == "litellm_request").Attributes;
        var attempt = Assert.Single(spans, span => span.Attributes["litellm.attempt.kind"] is not null).Attributes;
        Assert.Equal(("ok", null), (root["litellm.outcome"], attempt["error.type"]));
        Assert.Equal(
            (7L, api == "embeddings" ? null : 4000L, content ? "too_long" : null, null),
            (request["gen_ai.usage.input_tokens"], request["gen_ai.usage.output_tokens"], request["litellm.response.unread"], request["litellm.response.status"]));
    }

    private static string Answer(string api, string type) => (api, type) switch
    {
        ("chat/completions", Json) =>
            $$"""{"id":"c1","object":"chat.completion","model":"gpt-5","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","images":[{"image_url":{"url":"data:image/png;base64,{{Huge}}"} }]},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":4000,"total_tokens":4007} }""",
        ("chat/completions", _) => Stream(
            $$"""{"id":"c1","object":"chat.completion.chunk","model":"gpt-5","choices":[{"index":0,"delta":{"role":"assistant","images":[{"image_url":{"url":"data:image/png;base64,{{Huge}}"} }]},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":4000,"total_tokens":4007} }""",
            "[DONE]"),
        ("images/generations", Json) =>
            $$"""{"created":1713833628,"data":[{"b64_json":"{{Huge}}"}],"usage":{"total_tokens":4007,"input_tokens":7,"output_tokens":4000} }""",
        ("images/generations", _) => Stream(
            $$"""{"type":"image_generation.completed","b64_json":"{{Huge}}","created_at":1620000000,"usage":{"total_tokens":4007,"input_tokens":7,"output_tokens":4000} }"""),
        (_, Json) => Embeddings(),
        _ => Stream(Embeddings(), "[DONE]"),
    };

    private static string Embeddings() =>
        $$"""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[{{Numbers}},0.5]}],"model":"text-embedding-3-large","usage":{"prompt_tokens":7,"total_tokens":7} }""";

    private static string Stream(params string[] events) => events.Aggregate(new StringBuilder(), (text, data) => text.Append($"data: {data}\n\n")).ToString();
}
