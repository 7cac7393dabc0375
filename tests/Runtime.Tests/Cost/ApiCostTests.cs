using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Cost;

/// <summary>The cost of a request of every API, from the provider's answer to what a backend receives. The figures are those of LiteLLM's formulas.</summary>
[Collection(ProcessWide.Name)]
public sealed class ApiCostTests
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    [Theory]
    [InlineData(
        LlmApi.Messages, "/v1/messages", "anthropic", "claude-sonnet-4-5", Json,
        """{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":"end_turn","usage":{"input_tokens":100,"cache_read_input_tokens":200,"cache_creation_input_tokens":50,"cache_creation":{"ephemeral_5m_input_tokens":30,"ephemeral_1h_input_tokens":20},"output_tokens":30,"server_tool_use":{"web_search_requests":1}}}""",
        "cache_creation=0.0002325, cache_read=5.9999999999999995E-05, input=0.0005925, output=0.00045, total=0.0110425")]
    [InlineData(
        LlmApi.Messages, "/v1/messages", "anthropic", "claude-sonnet-4-5", Events,
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"claude-sonnet-4-5\",\"usage\":{\"input_tokens\":100,\"cache_read_input_tokens\":200,\"cache_creation_input_tokens\":50,\"cache_creation\":{\"ephemeral_5m_input_tokens\":30,\"ephemeral_1h_input_tokens\":20},\"output_tokens\":1}}}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":30}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        "cache_creation=0.0002325, cache_read=5.9999999999999995E-05, input=0.0005925, output=0.00045, total=0.0010425")]
    [InlineData(
        LlmApi.Responses, "/v1/responses", "openai", "gpt-5", Json,
        """{"id":"r","object":"response","status":"completed","model":"gpt-5","output":[],"usage":{"input_tokens":1000,"input_tokens_details":{"cached_tokens":640},"output_tokens":300,"output_tokens_details":{"reasoning_tokens":200},"total_tokens":1300}}""",
        "cache_read=7.999999999999999E-05, input=0.0005300000000000001, output=0.003, total=0.00353")]
    [InlineData(
        LlmApi.GenerateContent, "/v1beta/models/gemini-2.5-flash-image:generateContent", "gcp.gemini", "gemini-2.5-flash-image", Json,
        """{"candidates":[],"modelVersion":"gemini-2.5-flash-image","usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":1290,"totalTokenCount":1300,"promptTokensDetails":[{"modality":"TEXT","tokenCount":10}],"candidatesTokensDetails":[{"modality":"IMAGE","tokenCount":1290}]}}""",
        "input=3E-06, output=0.0387, total=0.038703")]
    [InlineData(
        LlmApi.Converse, "/model/amazon.nova-pro-v1:0/converse", "aws.bedrock", "amazon.nova-pro-v1:0", Json,
        """{"output":{"message":{"role":"assistant","content":[{"text":"hi"}]}},"stopReason":"end_turn","usage":{"inputTokens":100,"cacheReadInputTokens":40,"outputTokens":20,"totalTokens":160}}""",
        "cache_read=0.0, input=7.999999999999999E-05, output=6.4E-05, total=0.00014399999999999998")]
    [InlineData(
        LlmApi.InvokeModel, "/model/us.anthropic.claude-haiku-4-5-20251001-v1:0/invoke", "aws.bedrock", "us.anthropic.claude-haiku-4-5-20251001-v1:0", Json,
        """{"id":"m","type":"message","role":"assistant","model":"claude-haiku-4-5-20251001","content":[],"stop_reason":"end_turn","usage":{"input_tokens":100,"output_tokens":25}}""",
        "input=0.00011, output=0.0001375, total=0.0002475")]
    [InlineData(
        LlmApi.Embeddings, "/v1/embeddings", "openai", "text-embedding-3-small", Json,
        """{"object":"list","data":[],"model":"text-embedding-3-small","usage":{"prompt_tokens":9,"total_tokens":9}}""",
        "input=1.8E-07, total=1.8E-07")]
    [InlineData(
        LlmApi.Rerank, "/v1/rerank", "cohere", "rerank-v3.5", Json,
        """{"id":"r","results":[],"meta":{"billed_units":{"search_units":2}}}""",
        "input=0.004, total=0.004")]
    [InlineData(
        LlmApi.Transcription, "/v1/audio/transcriptions", "openai", "whisper-1", Json,
        """{"text":"hi","usage":{"type":"duration","seconds":12.34}}""",
        "output=0.001234, total=0.001234")]
    [InlineData(
        LlmApi.Transcription, "/v1/audio/transcriptions", "openai", "gpt-4o-transcribe", Json,
        """{"text":"hi","usage":{"type":"tokens","input_tokens":30,"input_token_details":{"text_tokens":4,"audio_tokens":26},"output_tokens":45,"total_tokens":75}}""",
        "input=7.500000000000001E-05, output=0.00045000000000000004, total=0.0005250000000000001")]
    [InlineData(
        LlmApi.ImageEdit, "/v1/images/edits", "openai", "gpt-image-1.5", Json,
        """{"created":1,"data":[{"b64_json":"AA=="}],"usage":{"input_tokens":230,"input_tokens_details":{"text_tokens":30,"image_tokens":200},"output_tokens":1056,"total_tokens":1286}}""",
        "input=0.0017499999999999998, output=0.033791999999999996, total=0.035542")]
    [InlineData(LlmApi.Speech, "/v1/audio/speech", "openai", "tts-1", "audio/mpeg", "ID3", "input=0.00021, total=0.00021")]
    [InlineData(LlmApi.ImageGeneration, "/v1/images/generations", "openai", "painter", Json, """{"created":1,"data":[{"url":"https://a/1"},{"url":"https://a/2"},{"url":"https://a/3"}]}""", "input=0.12, total=0.12")]
    [InlineData(LlmApi.ImageGeneration, "/v1/images/generations", "openai", "brush", Json, """{"created":1,"data":[{"url":"https://a/1"}]}""", "output=0.02, total=0.02")]
    [InlineData(LlmApi.ImageGeneration, "/v1/images/generations", "openai", "sized", Json, """{"created":1,"data":[{"url":"https://a/1"}]}""", "")]
    [InlineData(LlmApi.ChatCompletions, "/v1/chat/completions", "openai", "flat", Json, """{"id":"c","choices":[]}""", "input=0.5, total=0.5")]
    [InlineData(LlmApi.ChatCompletions, "/v1/chat/completions", "openai", "gpt-4o", Json, """{"id":"c","choices":[]}""", "")]
    public async Task An_answer_of_each_api_has_its_cost(LlmApi api, string path, string provider, string model, string contentType, string body, string expected) =>
        Assert.Equal(expected, await FindCostsAsync(api, path, provider, model, contentType, body));

    // Without content the bytes of the images are skipped as they go by.
    [Theory]
    [InlineData(2, "input=0.08, total=0.08")]
    [InlineData(12, "input=0.48, total=0.48")]
    public async Task Long_images_are_counted(int images, string expected)
    {
        var body = $$"""{"created":1,"data":[{{string.Join(',', Enumerable.Repeat($$"""{"b64_json":"{{new string('A', 200_000)}}"}""", images))}}]}""";

        Assert.Equal(expected, await FindCostsAsync(LlmApi.ImageGeneration, "/v1/images/generations", "openai", "painter", Json, body));
    }

    private static async Task<string> FindCostsAsync(LlmApi api, string path, string provider, string model, string contentType, string body)
    {
        var prices = new Prices();
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Before = builder => builder.Services.AddSingleton<IModelPrices>(prices),
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost(path, async http =>
                {
                    using (LlmSpan.StartCall(tags: [new(GenAi.ProviderName, provider), new(LiteLlm.ProviderModel, model)]))
                    {
                    }

                    http.Response.ContentType = contentType;
                    await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
                }).WithMetadata(new TracedLlmRouteAttribute(api));
            },
        });
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            // 14 characters, one of them two units of UTF-16.
            Content = new StringContent("""{"model":"alias","input":"Hello, wörld 😀","n":3}""", null, "application/json"),
        };

        await gateway.SendAsync(request);

        var line = (await gateway.StopAndPrintAsync("litellm.cost.")).Split('\n').Single(line => line.Contains("litellm_request", StringComparison.Ordinal));
        return line.Contains('{', StringComparison.Ordinal) ? line[(line.IndexOf('{', StringComparison.Ordinal) + 1)..line.LastIndexOf('}')].Replace("litellm.cost.", "", StringComparison.Ordinal) : "";
    }

    private sealed class Prices : IModelPrices
    {
        public ModelPrices? FindPrices(string? provider, string model, string? deployment) => model switch
        {
            "painter" => new([new("input_cost_per_image", 0.04)]),
            "brush" => new([new("output_cost_per_image", 0.02)]),
            "flat" => new([new("input_cost_per_request", 0.5), new("input_cost_per_token", 1)]),
            _ => ModelPriceTable.BuiltIn.FindPrices(provider, model, deployment),
        };
    }
}
