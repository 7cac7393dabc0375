using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>The usage of streams that providers report only on request.</summary>
[Collection(ProcessWide.Name)]
public sealed class StreamUsageTests
{
    private const string Usage = """data: {"id":"1","model":"gpt-4o","choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}""";
    private const string Text = """data: {"id":"1","model":"gpt-4o","choices":[{"index":0,"delta":{"content":"the \"usage\""}}],"usage":null}""";
    private const string Done = "data: [DONE]";

    private static readonly string Streamed = RecordedOpenAi.ChatCompletionStream.ToText();
    private static readonly string WithoutUsage = RecordedOpenAi.ChatCompletionStream.Where(chunk => !chunk.Data.Contains("\"choices\":[]", StringComparison.Ordinal)).ToText();

    [Theory]
    [InlineData("""{"model":"m","stream":true}""", """{"stream_options":{"include_usage":true},"model":"m","stream":true}""")]
    [InlineData(""" { "stream" : true , "stream_options" : null }""", """ { "stream" : true , "stream_options" : {"include_usage":true} }""")]
    [InlineData("""{"stream_options":{},"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_obfuscation":false}}""", """{"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}}""")]
    [InlineData("""{"stream":true,"stream_options":{"a":{"include_usage":1},"include_usage":false}}""", """{"stream":true,"stream_options":{"a":{"include_usage":1},"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true}}""", null)]
    [InlineData("""{"stream":false}""", null)]
    [InlineData("""{"model":"m"}""", null)]
    [InlineData("""{"messages":[{"stream":true}]}""", null)]
    [InlineData("""{"stream":"true"}""", null)]
    [InlineData("""{"stream":true,"stream_options":"all"}""", null)]
    [InlineData("""{"stream":true,"stream_options":null,"stream_options":{}}""", null)]
    [InlineData("""{"stream":true,""", null)]
    [InlineData("""[{"stream":true}]""", null)]
    [InlineData("", null)]
    public void The_option_is_added_to_streams_whose_caller_does_not_ask(string request, string? expected)
    {
        var changed = StreamUsage.AddOption(Encoding.UTF8.GetBytes(request));

        Assert.Equal(expected, changed is null ? null : Encoding.UTF8.GetString(changed));
    }

    [Theory]
    [InlineData($"{Text}\n\n{Usage}\n\n{Done}\n\n", $"{Text}\n\n{Done}\n\n")]
    [InlineData($"{Text}\r\n\r\n{Usage}\r\n\r\n{Done}\r\n\r\n", $"{Text}\r\n\r\n{Done}\r\n\r\n")]
    [InlineData($"{Text}\r\r{Usage}\r\r{Done}\r\r", $"{Text}\r\r{Done}\r\r")]
    [InlineData($"{Text}\n\n{Usage}", $"{Text}\n\n")]
    [InlineData($"{Text}\n\n{Text}", $"{Text}\n\n{Text}")]
    [InlineData(": a comment\n\ndata: {\"choices\":[],\"prompt_filter_results\":[]}\n\n", ": a comment\n\ndata: {\"choices\":[],\"prompt_filter_results\":[]}\n\n")]
    [InlineData("data: {\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3}}\n\n", "data: {\"choices\":[{\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3}}\n\n")]
    [InlineData("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3},\"error\":{\"message\":\"late\"}}\n\n", "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3},\"error\":{\"message\":\"late\"}}\n\n")]
    [InlineData("", "")]
    public async Task Only_the_chunk_that_is_nothing_but_usage_is_removed(string sent, string expected)
    {
        for (var part = 1; part <= sent.Length + 1; part++)
        {
            await using var stream = StreamUsage.RemoveChunk(new Parts(Encoding.UTF8.GetBytes(sent), part));
            using var reader = new StreamReader(stream);

            Assert.Equal(expected, await reader.ReadToEndAsync());
        }

        using var whole = new StreamReader(StreamUsage.RemoveChunk(new MemoryStream(Encoding.UTF8.GetBytes(sent))));
        Assert.Equal(expected, whole.ReadToEnd());
    }

    [Fact]
    public async Task An_event_passes_as_soon_as_it_is_complete_and_a_long_one_before()
    {
        var chunk = Encoding.UTF8.GetBytes($"{Text}\n\n");
        var image = Encoding.UTF8.GetBytes("data: {\"choices\":[],\"usage\":{},\"b64\":\"" + new string('A', 200_000));
        byte[] rest = [.. Encoding.UTF8.GetBytes($"\"}}\n\n{Usage}\n\n{Done}\n\n")];
        await using var source = new Parts([.. chunk, .. image, .. rest], int.MaxValue) { Ends = [chunk.Length, chunk.Length + image.Length] };
        await using var stream = StreamUsage.RemoveChunk(source);
        var buffer = new byte[300_000];

        Assert.Equal(chunk.Length, await stream.ReadAsync(buffer));
        Assert.True(source.Position == chunk.Length, "The stream read on although an event was complete.");
        var text = Encoding.UTF8.GetString(buffer, 0, await ReadAllAsync(stream, buffer));
        Assert.Equal(Encoding.UTF8.GetString(image) + $"\"}}\n\n{Done}\n\n", text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_asks_for_the_trace_and_keeps_the_chunk_from_a_caller_who_did_not_ask(bool byMethod)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                using var request = Asked(new StringContent("""{"messages":[],"model":"gpt-4o-eu","stream":true}""", Encoding.UTF8, "application/json"));
                using var response = byMethod
                    ? await LlmSpan.StartCall("gpt-4o-eu").EndWith(client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
                    : await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                await ForwardAsync(http, response);
            },
            client => client.AddTracedLlmCall(call => call.IncludeStreamUsage = true));

        Assert.Equal(WithoutUsage, (await gateway.AskAsync()).Body);

        Assert.Equal("""{"stream_options":{"include_usage":true},"messages":[],"model":"gpt-4o-eu","stream":true}""", Assert.Single(upstream.Requests).Body);
        var request = (await gateway.StopAsync()).Single(span => span.Name == "litellm_request").Attributes;
        Assert.Equal((19L, 10L), (request["gen_ai.usage.input_tokens"], request["gen_ai.usage.output_tokens"]));
        Assert.Equal("gpt-4o-mini-2024-07-18", request["gen_ai.response.model"]);
    }

    [Theory]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true}}""", "v1/chat/completions")]
    [InlineData("""{"stream":false}""", "v1/chat/completions")]
    [InlineData("""{"stream":true}""", "v1/responses")]
    [InlineData("""{"stream":true}""", "v1/messages")]
    public async Task A_request_that_needs_no_option_and_its_stream_pass_unchanged(string body, string path)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                using var response = await client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
                await ForwardAsync(http, response);
            },
            client => client.AddTracedLlmCall(call => call.IncludeStreamUsage = true));

        Assert.Equal(Streamed, (await gateway.AskAsync()).Body);
        Assert.Equal(body, Assert.Single(upstream.Requests).Body);
    }

    [Theory]
    [InlineData(Tracing.Off)]
    [InlineData(Tracing.Unsampled)]
    public async Task Nobody_is_asked_while_nothing_is_recorded(Tracing tracing)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                using var response = await client.PostAsync("v1/chat/completions", new StringContent("""{"stream":true}""", Encoding.UTF8, "application/json"));
                await ForwardAsync(http, response);
            },
            client => client.AddTracedLlmCall(call => call.IncludeStreamUsage = true),
            tracing);

        Assert.Equal(Streamed, (await gateway.AskAsync()).Body);
        Assert.Equal("""{"stream":true}""", Assert.Single(upstream.Requests).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_outer_handler_can_send_the_request_again(bool isAsynchronous)
    {
        const string Body = """{"stream":true,"messages":[]}""";
        await using var upstream = await FakeUpstream.StartAsync(request =>
            request.Number == 0 ? UpstreamAnswer.Json(RecordedOpenAi.RateLimitError, 429) : UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await StartAsync(
            upstream,
            async (http, client) =>
            {
                // A stream can be read once.
                using var content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(Body))) { Headers = { { "Content-Type", "application/json" } } };
                using var request = Asked(content);
                using var response = isAsynchronous
                    ? await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)
                    : client.Send(request, HttpCompletionOption.ResponseHeadersRead);
                await ForwardAsync(http, response);
            },
            client => client.AddHttpMessageHandler(() => new SecondTry()).AddTracedLlmCall(call => call.IncludeStreamUsage = true));

        Assert.Equal(WithoutUsage, (await gateway.AskAsync()).Body);
        Assert.All(upstream.Requests, request => Assert.Contains("\"include_usage\":true", request.Body, StringComparison.Ordinal));
        Assert.Equal(2, upstream.Requests.Count);
    }

    private static async Task<int> ReadAllAsync(Stream stream, byte[] buffer)
    {
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length)) is var read and > 0)
        {
            length += read;
        }

        return length;
    }

    private sealed class SecondTry : DelegatingHandler
    {
        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = base.Send(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.TooManyRequests ? base.Send(request, cancellationToken) : response;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            return response.StatusCode == HttpStatusCode.TooManyRequests ? await base.SendAsync(request, cancellationToken) : response;
        }
    }

    /// <summary>A stream that gives at most so many bytes at once, and none beyond the next of its ends.</summary>
    private sealed class Parts(byte[] bytes, int part) : MemoryStream(bytes)
    {
        public int[] Ends { get; init; } = [];

        public override int Read(Span<byte> buffer)
        {
            var end = Array.Find(Ends, end => end > Position) is var next and > 0 ? next : (int)Length;
            return base.Read(buffer[..Math.Min(buffer.Length, Math.Min(part, end - (int)Position))]);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
