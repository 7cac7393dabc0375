using System.Text;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>Streams of every streaming API: each event arrives unchanged before the provider sends the next event.</summary>
public sealed class UnbufferedTests
{
    private static readonly SseEvent[] Events =
    [
        new("""{"type":"response.created","id":"1","response":{"id":"1","model":"m","usage":null}}"""),
        new("""{"type":"response.output_text.delta","delta":"Hi"}"""),
        new("""{"type":"response.completed","response":{"id":"1","model":"m","usage":{"input_tokens":3,"output_tokens":4}}}"""),
    ];

    [Theory]
    [InlineData("/v1/completions", """{"model":"gpt","stream":true,"prompt":"hi"}""")]
    [InlineData("/v1/responses", """{"model":"gpt","stream":true,"input":"hi"}""")]
    [InlineData("/v1/images/generations", """{"model":"gpt","stream":true,"prompt":"hi"}""")]
    [InlineData("/v1/audio/speech", """{"model":"gpt","stream_format":"sse","input":"hi"}""")]
    [InlineData("/v1/threads/t/runs", """{"assistant_id":"a","stream":true}""")]
    [InlineData("/v1beta/models/flash:streamGenerateContent?alt=sse", """{"contents":[]}""")]
    [InlineData("/openai/v1/responses", """{"model":"gpt","stream":true,"input":"hi"}""")]
    [InlineData("/openai_passthrough/v1/responses", """{"model":"gpt-4.1","stream":true,"input":"hi"}""")]
    public async Task Each_event_arrives_before_the_next_is_sent(string path, string body)
    {
        var gate = new TaskCompletionSource();
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Sse(Events.HeldBefore(2, gate)));
        var first = Events.Take(2).ToText();

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", body);
        await using var stream = await response.Content.ReadAsStreamAsync();
        var arrived = new byte[Encoding.UTF8.GetByteCount(first)];
        await stream.ReadExactlyAsync(arrived).AsTask().WaitAsync(Patience.Default);
        gate.SetResult();

        Assert.Equal(first, Encoding.UTF8.GetString(arrived));
        using var rest = new StreamReader(stream);
        Assert.Equal(Events.Skip(2).ToText(), await rest.ReadToEndAsync());
        Assert.Contains("litellm.outcome=ok", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_in_a_providers_stream_is_the_usage_of_the_response()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Sse(Events));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/responses", "application/json", """{"model":"gpt","stream":true,"input":"hi"}""");
        await response.Content.ReadAsStringAsync();

        var request = Assert.Single(await gateway.SpansAsync(), span => span.Name == "litellm_request");
        Assert.Equal((3L, 4L), (request.Attributes["gen_ai.usage.input_tokens"], request.Attributes["gen_ai.usage.output_tokens"]));
    }
}
