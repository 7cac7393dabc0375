using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

/// <summary>The usage of streams that providers report only on request: the trace has it, callers get what they asked for.</summary>
public sealed class StreamUsageTests
{
    private const string Chat = "/v1/chat/completions";
    private const string Asked = ""","stream_options":{"include_usage":true}""";

    private static readonly string WithUsage = RecordedOpenAi.ChatCompletionStream.ToText();
    private static readonly string WithoutUsage = RecordedOpenAi.ChatCompletionStream.Where(IsNoUsage).ToText();

    [Theory]
    [InlineData("", "", true, false)]
    [InlineData("", Asked, true, true)]
    [InlineData("always_include_stream_usage: true", "", true, true)]
    [InlineData("always_include_stream_usage: false", "", false, false)]
    [InlineData("always_include_stream_usage: false", Asked, true, true)]
    public async Task The_provider_is_asked_and_the_caller_gets_the_chunk_if_it_asked(string setting, string option, bool isProviderAsked, bool isPassed)
    {
        await using var gateway = await TracedGateway.StartWithGeneralAsync(Answer, setting);

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"gpt","stream":true,"messages":[]{{option}}}""");

        Assert.Equal(isPassed ? WithUsage : WithoutUsage, await response.Content.ReadAsStringAsync());
        var request = (await gateway.SpansAsync()).Single(span => span.Name == "litellm_request").Attributes;
        Assert.Equal(isProviderAsked ? 19L : null, request["gen_ai.usage.input_tokens"]);
        Assert.Equal("gpt-4o-mini-2024-07-18", request["gen_ai.response.model"]);
    }

    [Theory]
    [InlineData("openai/m", "", true)]
    [InlineData("openai/m", ", stream_options: { include_usage: false }", false)]
    [InlineData("perplexity/m", "", false)]
    [InlineData("perplexity/m", ", stream_options: { include_usage: true }", true)]
    [InlineData("perplexity/m", ", stream_options: {}", false)]
    [InlineData("fireworks_ai/m", "", true)]
    [InlineData("dashscope/m", "", true)]
    [InlineData("moonshot/m", "", true)]
    [InlineData("sambanova/m", "", true)]
    [InlineData("mistral/m", "", false)]
    [InlineData("databricks/m", "", false)]
    public async Task A_provider_that_takes_the_option_is_asked_and_a_deployment_may_say_it(string model, string setting, bool isAsked)
    {
        await using var upstream = await FakeUpstream.StartAsync(Answer);
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: gpt, litellm_params: {{ model: {model}, api_base: '{upstream.Endpoint}v1', api_key: sk-provider{setting} }} }}]", "--OTEL_SDK_DISABLED=true");

        using var response = await gateway.PostAsync(Chat, """{"model":"gpt","stream":true,"messages":[]}""");

        Assert.Equal(WithoutUsage, await response.Content.ReadAsStringAsync());
        Assert.Equal(isAsked, Assert.Single(upstream.Requests).Body.Contains("include_usage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_guardrail_that_reads_the_answer_does_not_bring_the_chunk_back()
    {
        await using var gateway = await TracedGateway.StartAsync(
            Answer, "", "{ guardrail_name: after, litellm_params: { guardrail: regex, mode: post_call, default_on: true, pattern: NOTHING } }");

        using var response = await gateway.PostAsync(Chat, """{"model":"gpt","stream":true,"messages":[]}""");

        Assert.Equal(WithoutUsage, await response.Content.ReadAsStringAsync());
        Assert.Equal(19L, (await gateway.SpansAsync()).Single(span => span.Name == "litellm_request").Attributes["gen_ai.usage.input_tokens"]);
    }

    private static bool IsNoUsage(SseEvent chunk) => !chunk.Data.Contains("\"choices\":[]", StringComparison.Ordinal);

    // As OpenAI does: the chunk with usage is sent on request only.
    private static UpstreamAnswer Answer(RecordedRequest request) => UpstreamAnswer.Sse(
        request.Body.Contains("\"include_usage\":true", StringComparison.Ordinal) ? RecordedOpenAi.ChatCompletionStream : RecordedOpenAi.ChatCompletionStream.Where(IsNoUsage));
}
