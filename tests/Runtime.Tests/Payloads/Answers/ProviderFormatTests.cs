using TracedLlm.Endpoints;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Answers;

/// <summary>A provider's answer is read in the form that its URL names, whatever the route's form.</summary>
[Collection(ProcessWide.Name)]
public sealed class ProviderFormatTests
{
    private const string Gemini =
        """{"candidates":[{"content":{"parts":[{"text":"Hi"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":2,"thoughtsTokenCount":3,"totalTokenCount":9},"modelVersion":"gemini-2.0-flash","responseId":"r-1"}""";

    [Theory]
    [InlineData("v1/messages", false)]
    [InlineData("anthropic/v1/messages?beta=true", true)]
    public async Task Anthropics_on_a_chat_route(string path, bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync(
            stream ? UpstreamAnswer.Sse(RecordedAnthropic.MessageStream) : UpstreamAnswer.Json(RecordedAnthropic.Message));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/chat/completions", upstream, content: false, path);

        await gateway.PostAsync("/v1/chat/completions");

        var tree = await gateway.StopAndPrintAsync("gen_ai.usage.", "gen_ai.response.finish_reasons", "gen_ai.response.model");
        Assert.Equal(
            stream
                ? """
                Received Proxy Server Request [SERVER]
                └─ litellm_request  {gen_ai.response.finish_reasons=[end_turn], gen_ai.response.model=claude-sonnet-4-20250514, gen_ai.usage.cache_creation.input_tokens=0, gen_ai.usage.cache_read.input_tokens=8, gen_ai.usage.input_tokens=33, gen_ai.usage.output_tokens=15}
                   └─ chat m [CLIENT]
                """
                : """
                Received Proxy Server Request [SERVER]
                └─ litellm_request  {gen_ai.response.finish_reasons=[end_turn], gen_ai.response.model=claude-sonnet-4-20250514, gen_ai.usage.cache_creation.input_tokens=0, gen_ai.usage.cache_read.input_tokens=8, gen_ai.usage.input_tokens=33, gen_ai.usage.output_tokens=15}
                   └─ chat m [CLIENT]
                """,
            tree);
    }

    [Fact]
    public async Task Geminis_on_a_chat_route()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(Gemini));
        await using var gateway = await AnsweringGateway.StartAsync(
            "/v1/chat/completions", upstream, content: false, "v1beta/models/gemini-2.0-flash:generateContent");

        await gateway.PostAsync("/v1/chat/completions");

        Assert.Contains(
            "litellm_request  {gen_ai.response.finish_reasons=[STOP], gen_ai.usage.input_tokens=4, gen_ai.usage.output_tokens=5, gen_ai.usage.reasoning.output_tokens=3}",
            await gateway.StopAndPrintAsync("gen_ai.usage.", "gen_ai.response.finish_reasons"));
    }

    [Fact]
    public async Task A_response_without_an_API_in_its_URL_is_read_in_the_form_of_the_route()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await AnsweringGateway.StartAsync("/v1/chat/completions", upstream, content: false, "predict");

        await gateway.PostAsync("/v1/chat/completions");

        Assert.Contains("gen_ai.response.finish_reasons=[stop]", await gateway.StopAndPrintAsync("gen_ai.response.finish_reasons"));
    }

    [Theory]
    [InlineData("POST", "/v1/messages", LlmApi.Messages)]
    [InlineData("POST", "/openai/deployments/gpt/chat/completions", LlmApi.ChatCompletions)]
    [InlineData("POST", "/v1/projects/p/locations/l/publishers/google/models/g:streamGenerateContent", LlmApi.GenerateContent)]
    [InlineData("POST", "/v1/threads/t/messages", null)]
    [InlineData("GET", "/v1/messages", null)]
    [InlineData("POST", "/model/m/invoke", LlmApi.InvokeModel)]
    [InlineData("POST", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude/converse-stream", LlmApi.Converse)]
    [InlineData("POST", "/v2/chat", LlmApi.CohereChat)]
    [InlineData("POST", "/api/generate", LlmApi.OllamaGenerate)]
    [InlineData("POST", "/model/m/apply", null)]
    [InlineData("POST", "/", null)]
    public void A_path_names_an_API_as_a_route_pattern_does(string method, string path, LlmApi? expected) =>
        Assert.Equal(expected, ProviderApi.Find(method, path)?.Api);

    [Theory]
    [InlineData("/model/anthropic.claude-3-5-sonnet-20241022-v2:0/converse", "anthropic.claude-3-5-sonnet-20241022-v2:0")]
    [InlineData("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.anthropic.claude/invoke", "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude")]
    [InlineData("/openai/deployments/gpt-4o-eu/chat/completions", "gpt-4o-eu")]
    [InlineData("/v1beta/models/gemini-2.5-pro:streamGenerateContent", "gemini-2.5-pro")]
    [InlineData("/v1/chat/completions", null)]
    [InlineData("/model/m/apply", null)]
    public void A_path_names_a_model_where_its_API_has_one(string path, string? model) =>
        Assert.Equal(model, ProviderApi.FindModel("POST", path));
}
