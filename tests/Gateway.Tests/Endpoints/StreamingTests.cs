using System.Net;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

public sealed class StreamingTests
{
    private const string Request = """{"model":"group","stream":true,"messages":[]}""";
    private const string ChatRequest = """{"model":"group","stream":true,"stream_options":{"include_usage":true},"messages":[]}""";

    [Fact]
    public async Task Chunks_of_chat_completions_pass_byte_for_byte()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "openai/gpt-4.1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", ChatRequest);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(RecordedOpenAi.ChatCompletionStream.ToText(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Events_of_messages_pass_byte_for_byte()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedAnthropic.MessageStream));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "anthropic/claude"));

        using var response = await gateway.PostAsync("/v1/messages", Request);

        Assert.Equal(RecordedAnthropic.MessageStream.ToText(), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_part_arrives_before_the_next_is_sent()
    {
        var gate = new TaskCompletionSource();
        var events = RecordedOpenAi.ChatCompletionStream;
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(events.HeldBefore(2, gate)));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "openai/gpt-4.1"));
        var before = Encoding.UTF8.GetByteCount(events.Take(2).ToText());

        using var response = await gateway.PostAsync("/v1/chat/completions", ChatRequest);
        await using var body = await response.Content.ReadAsStreamAsync();
        var arrived = new byte[before];
        await body.ReadExactlyAsync(arrived).AsTask().WaitAsync(Patience.Default);
        gate.SetResult();

        Assert.Equal(events.Take(2).ToText(), Encoding.UTF8.GetString(arrived));
        using var rest = new StreamReader(body);
        Assert.Equal(events.Skip(2).ToText(), await rest.ReadToEndAsync());
    }

    [Fact]
    public async Task A_disconnect_of_the_caller_ends_the_providers_stream()
    {
        var gate = new TaskCompletionSource();
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Sse(RecordedOpenAi.ChatCompletionStream.HeldBefore(2, gate)));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "openai/gpt-4.1"));

        using (var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint))
        {
            await caller.PostJsonAsync("/v1/chat/completions", Request);
            await caller.ReadUntilAsync("data: ");
        }

        await Assert.Single(upstream.Requests).WaitForAbortAsync();
    }

    [Fact]
    public async Task A_response_that_breaks_off_before_its_first_byte_is_an_error()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.AbortAfter(RecordedOpenAi.ChatCompletion, 0));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream, "openai/gpt-4.1"));

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"group","num_retries":0,"messages":[]}""");

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
    }

    private static string Models(FakeUpstream upstream, string model) =>
        $"model_list: [{{ model_name: group, litellm_params: {{ model: {model}, api_base: '{upstream.Endpoint}v1', api_key: k }} }}]";
}
