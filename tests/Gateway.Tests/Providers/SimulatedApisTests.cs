using System.Net;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>The simulated provider answers every API in the API's own form: the trace reads the answer's text and usage.</summary>
public sealed class SimulatedApisTests
{
    private const string Chat = "\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]";

    [Theory]
    [InlineData("/v2/chat", "{\"model\":\"demo\"," + Chat + "}", "application/json", true)]
    [InlineData("/v2/chat", "{\"model\":\"demo\",\"stream\":true," + Chat + "}", "text/event-stream", true)]
    [InlineData("/api/chat", "{\"model\":\"demo\",\"stream\":false," + Chat + "}", "application/json", true)]
    [InlineData("/api/chat", "{\"model\":\"demo\"," + Chat + "}", "application/x-ndjson", true)]
    [InlineData("/api/generate", """{"model":"demo","stream":false,"prompt":"one two"}""", "application/json", true)]
    [InlineData("/api/generate", """{"model":"demo","prompt":"one two"}""", "application/x-ndjson", true)]
    [InlineData("/model/demo/converse", """{"messages":[{"role":"user","content":[{"text":"one two"}]}]}""", "application/json", true)]
    [InlineData("/model/demo/converse-stream", """{"messages":[{"role":"user","content":[{"text":"one two"}]}]}""", "application/vnd.amazon.eventstream", true)]
    [InlineData("/model/demo/invoke", "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":9," + Chat + "}", "application/json", false)]
    [InlineData("/model/demo/invoke-with-response-stream", "{\"anthropic_version\":\"bedrock-2023-05-31\",\"max_tokens\":9," + Chat + "}", "application/vnd.amazon.eventstream", false)]
    [InlineData("/model/demo/invoke", """{"prompt":"one two"}""", "application/json", false)]
    [InlineData("/model/demo/invoke-with-response-stream", """{"prompt":"one two"}""", "application/vnd.amazon.eventstream", false)]
    [InlineData("/model/demo/invoke", """{"messages":[{"role":"user","content":[{"text":"one two"}]}]}""", "application/json", false)]
    [InlineData("/model/demo/invoke-with-response-stream", """{"messages":[{"role":"user","content":[{"text":"one two"}]}]}""", "application/vnd.amazon.eventstream", false)]
    [InlineData("/v1/fim/completions", """{"model":"demo","prompt":"one two"}""", "application/json", true)]
    public async Task An_answer_has_its_text_and_its_usage(string path, string request, string contentType, bool isTextRecorded)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver);

        using var response = await gateway.PostAsync(path, request);
        await response.Content.ReadAsByteArrayAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(contentType, response.Content.Headers.ContentType?.MediaType);
        var attributes = Assert.Single(await receiver.WaitForRootAsync(), span => span.Name == "litellm_request").Attributes;
        Assert.Equal((object?)2L, attributes["gen_ai.usage.input_tokens"]);
        Assert.Equal((object?)7L, attributes["gen_ai.usage.output_tokens"]);
        if (isTextRecorded)
        {
            // TracedLlm does not read the texts of each model of InvokeModel.
            Assert.Contains("Hello from demo. You said: one two", attributes["gen_ai.output.messages"]?.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/v2/embed", """{"model":"demo","texts":["one two","three"],"input_type":"search_document"}""", """{"id":"cohere-simulated","texts":["one two","three"],"embeddings":{"float":[[0.07,0.5,-0.5],[0.05,0.5,-0.5]]},"meta":{"billed_units":{"input_tokens":3}}}""")]
    [InlineData("/api/embed", """{"model":"demo","input":["one two","three"]}""", """{"model":"demo","embeddings":[[0.07,0.5,-0.5],[0.05,0.5,-0.5]],"total_duration":1,"load_duration":1,"prompt_eval_count":3}""")]
    [InlineData("/api/show", """{"model":"demo"}""", """{"details":{"format":"simulated","family":"simulated","parameter_size":"0","quantization_level":""},"model_info":{"general.name":"demo"},"capabilities":["completion"]}""")]
    [InlineData("/v1beta/models/demo:embedContent", """{"content":{"parts":[{"text":"one two"}]}}""", """{"embedding":{"values":[0.07,0.5,-0.5]}}""")]
    [InlineData("/v1beta/models/demo:batchEmbedContents", """{"requests":[{"model":"models/demo","content":{"parts":[{"text":"three"}]}}]}""", """{"embeddings":[{"values":[0.05,0.5,-0.5]}]}""")]
    public async Task Embeddings_and_descriptions_have_the_form_of_their_API(string path, string request, string answer)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver);

        using var response = await gateway.PostAsync(path, request);

        Assert.Equal(answer, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_frames_of_a_stream_are_whole()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver);

        using var response = await gateway.PostAsync("/model/demo/converse-stream", """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}""");
        var frames = EventFrame.ParseAll(await response.Content.ReadAsByteArrayAsync()).ToList();

        Assert.Equal(
            ["messageStart", .. Enumerable.Repeat("contentBlockDelta", 6), "contentBlockStop", "messageStop", "metadata"],
            frames.Select(frame => frame.Header(":event-type")));
        Assert.Equal("""{"contentBlockIndex":0,"delta":{"text":"Hello"}}""", Encoding.UTF8.GetString(frames[1].Payload));
    }

    private static Task<RunningGateway> StartAsync(OtlpReceiver receiver) => RunningGateway.StartAsync(
        """
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings: { callbacks: [otel] }
        """,
        $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
        "--OTEL_BSP_SCHEDULE_DELAY=5",
        "--TracedLlm:CaptureContent=true");
}
