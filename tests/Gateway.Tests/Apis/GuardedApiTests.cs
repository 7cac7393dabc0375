using System.Net;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>Guardrails apply to every API.</summary>
public sealed class GuardedApiTests
{
    [Theory]
    [InlineData("/v2/chat", """{"model":"rank","messages":[],"documents":["a SECRET",{"id":"1","data":{"title":"a SECRET","pages":[1],"snippet":"a SECRET"}}]}""", """{"model":"rerank-v3.5","messages":[],"documents":["a *",{"id":"1","data":{"title":"a *","pages":[1],"snippet":"a *"}}]}""")]
    [InlineData("/v2/rerank", """{"model":"rank","query":"q","documents":[{"title":"a SECRET"},"a SECRET"]}""", """{"model":"rerank-v3.5","query":"q","documents":[{"title":"a *"},"a *"]}""")]
    [InlineData("/model/nova/converse", """{"messages":[{"role":"user","content":[{"guardContent":{"text":{"text":"a SECRET"}}}]}],"promptVariables":{"name":{"text":"a SECRET"}}}""", """{"messages":[{"role":"user","content":[{"guardContent":{"text":{"text":"a *"}}}]}],"promptVariables":{"name":{"text":"a *"}}}""")]
    [InlineData("/model/nova/invoke", """{"message":"a SECRET","chat_history":[{"role":"USER","message":"a SECRET"}],"documents":[{"title":"a SECRET"}]}""", """{"message":"a *","chat_history":[{"role":"USER","message":"a *"}],"documents":[{"title":"a *"}]}""")]
    [InlineData("/model/nova/invoke", """{"texts":["a SECRET"],"input_type":"search_query"}""", """{"texts":["a *"],"input_type":"search_query"}""")]
    [InlineData("/model/nova/invoke", """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a SECRET","negativeText":"a SECRET","controlImage":"SECRET"}}""", """{"taskType":"TEXT_IMAGE","textToImageParams":{"text":"a *","negativeText":"a *","controlImage":"SECRET"}}""")]
    [InlineData("/model/nova/invoke", """{"text_prompts":[{"text":"a SECRET","weight":1}]}""", """{"text_prompts":[{"text":"a *","weight":1}]}""")]
    [InlineData("/model/nova/invoke", """{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"a SECRET"}]}]}]}""", """{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text","text":"a *"}]}]}]}""")]
    [InlineData("/v1/completions", """{"model":"gpt","prompt":["a SECRET"]}""", """{"model":"gpt-4.1","prompt":["a *"]}""")]
    [InlineData("/v1/responses", """{"model":"gpt","input":[{"role":"user","content":[{"type":"input_text","text":"a SECRET"}]}]}""", """{"model":"gpt-4.1","input":[{"role":"user","content":[{"type":"input_text","text":"a *"}]}]}""")]
    [InlineData("/v1/embeddings", """{"model":"gpt","input":"a SECRET"}""", """{"model":"gpt-4.1","input":"a *"}""")]
    [InlineData("/v1/images/generations", """{"model":"gpt","prompt":"a SECRET"}""", """{"model":"gpt-4.1","prompt":"a *"}""")]
    [InlineData("/v1/audio/speech", """{"model":"gpt","input":"a SECRET"}""", """{"model":"gpt-4.1","input":"a *"}""")]
    [InlineData("/v1/threads/t/messages", """{"role":"user","content":"a SECRET"}""", """{"role":"user","content":"a *"}""")]
    [InlineData("/v2/chat", """{"model":"rank","messages":[{"role":"user","content":"a SECRET"}]}""", """{"model":"rerank-v3.5","messages":[{"role":"user","content":"a *"}]}""")]
    [InlineData("/v2/embed", """{"model":"rank","texts":["a SECRET"]}""", """{"model":"rerank-v3.5","texts":["a *"]}""")]
    [InlineData("/api/chat", """{"model":"llama","messages":[{"role":"user","content":"a SECRET"}]}""", """{"model":"llama3.2","messages":[{"role":"user","content":"a *"}]}""")]
    [InlineData("/api/generate", """{"model":"llama","prompt":"a SECRET"}""", """{"model":"llama3.2","prompt":"a *"}""")]
    [InlineData("/model/nova/converse", """{"messages":[{"role":"user","content":[{"text":"a SECRET"}]}]}""", """{"messages":[{"role":"user","content":[{"text":"a *"}]}]}""")]
    [InlineData("/model/nova/converse", """{"system":[{"guardContent":{"text":{"text":"a SECRET"}}}],"messages":[],"promptVariables":{"name":{"text":"a SECRET"}}}""", """{"system":[{"guardContent":{"text":{"text":"a *"}}}],"messages":[],"promptVariables":{"name":{"text":"a *"}}}""")]
    [InlineData("/model/nova/invoke", """{"query":"a SECRET","documents":["a SECRET"]}""", """{"query":"a *","documents":["a *"]}""")]
    [InlineData("/v1/fim/completions", """{"model":"codestral","prompt":"a SECRET"}""", """{"model":"codestral-latest","prompt":"a *"}""")]
    [InlineData("/v1/conversations", """{"items":[{"role":"user","content":"a SECRET"}]}""", """{"items":[{"role":"user","content":"a *"}]}""")]
    [InlineData("/v1/videos", """{"model":"gpt","prompt":"a SECRET"}""", """{"model":"gpt-4.1","prompt":"a *"}""")]
    [InlineData("/v1beta/models/flash:embedContent", """{"content":{"parts":[{"text":"a SECRET"}]}}""", """{"content":{"parts":[{"text":"a *"}]}}""")]
    [InlineData("/v1beta/models/flash:generateContent", """{"contents":[{"parts":[{"text":"a SECRET"}]}]}""", """{"contents":[{"parts":[{"text":"a *"}]}]}""")]
    public async Task A_text_is_masked_before_it_is_sent(string path, string sent, string received)
    {
        await using var gateway = await StartAsync(UpstreamAnswer.Json("{}"), "pre_call");

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", sent);

        Assert.Equal(received, Assert.Single(gateway.Upstream.Requests).Body.Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/model/nova/invoke", """{"taskText":"a SECRET"}""", "not_run")]
    [InlineData("/model/nova/invoke", """{"prompt":"a word"}""", "success")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/i.png"}}]}]}""", "not_run")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"a word"}]}""", "success")]
    public async Task A_guardrail_that_finds_no_text_in_a_request_has_not_run(string path, string body, string status)
    {
        await using var gateway = await StartAsync(UpstreamAnswer.Json("{}"), "pre_call");

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", body);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Contains($"litellm.guardrail.status={status}", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/model/nova/invoke", """{"images":["a SECRET"]}""", "not_run")]
    [InlineData("/model/nova/invoke", """{"outputs":[{"text":"a word"}]}""", "success")]
    [InlineData("/model/nova/invoke", """{"generations":[{"text":"a SECRET"}]}""", "guardrail_intervened")]
    [InlineData("/v1/chat/completions", """{"choices":[]}""", "not_run")]
    public async Task A_guardrail_that_finds_no_text_in_a_response_has_not_run(string path, string answer, string status)
    {
        await using var gateway = await StartAsync(UpstreamAnswer.Json(answer), "post_call");

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", """{"model":"gpt","messages":[{"role":"user","content":"a word"}]}""");

        Assert.Equal(status == "guardrail_intervened" ? answer.Replace("SECRET", "[MASKED]", StringComparison.Ordinal) : answer, await response.Content.ReadAsStringAsync());
        Assert.Contains($"litellm.guardrail.status={status}", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_of_a_form_is_masked_before_it_is_sent()
    {
        await using var gateway = await StartAsync(UpstreamAnswer.Json("{}"), "pre_call");

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/v1/images/edits", $"multipart/form-data; boundary={ApiRequest.Boundary}", ApiRequest.FormOf(("prompt", "a SECRET"), ("image", null)));

        Assert.Equal(
            ApiRequest.FormOf(("prompt", "a *"), ("image", null)),
            Assert.Single(gateway.Upstream.Requests).Body.Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_streamed_response_is_masked_in_its_parts_and_in_the_events_that_repeat_them()
    {
        await using var gateway = await StartAsync(
            UpstreamAnswer.Sse(
            [
                new("""{"type":"response.output_text.delta","output_index":0,"delta":"a SEC"}"""),
                new("""{"type":"response.output_text.delta","output_index":0,"delta":"RET word"}"""),
                new("""{"type":"response.output_text.done","output_index":0,"text":"a SECRET word"}"""),
                new("""{"type":"response.completed","response":{"output":[{"content":[{"type":"output_text","text":"a SECRET word"}]}]}}"""),
            ]),
            "post_call");

        using var response = await gateway.SendAsync(HttpMethod.Post, "/v1/responses", "application/json", """{"model":"gpt","stream":true,"input":"hi"}""");

        Assert.Equal(
            """
            data: {"type":"response.output_text.delta","output_index":0,"delta":"a * word"}

            data: {"type":"response.output_text.delta","output_index":0,"delta":""}

            data: {"type":"response.output_text.done","output_index":0,"text":"a * word"}

            data: {"type":"response.completed","response":{"output":[{"content":[{"type":"output_text","text":"a * word"}]}]}}


            """,
            (await response.Content.ReadAsStringAsync()).Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stream_of_JSON_lines_is_masked()
    {
        await using var gateway = await StartAsync(
            UpstreamAnswer.Body("{\"message\":{\"content\":\"a SEC\"},\"done\":false}\n{\"message\":{\"content\":\"RET\"},\"done\":true}\n", "application/x-ndjson"),
            "post_call");

        using var response = await gateway.SendAsync(HttpMethod.Post, "/api/chat", "application/json", """{"model":"llama","messages":[]}""");

        Assert.Equal(
            "{\"message\":{\"content\":\"a *\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true}\n",
            (await response.Content.ReadAsStringAsync()).Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/model/nova/converse-stream", "contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"*"},"p":"ab"}""")]
    [InlineData("/model/nova/invoke-with-response-stream", "chunk", """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"*"}}""")]
    [InlineData("/model/nova/invoke-with-response-stream", "chunk", """{"contentBlockDelta":{"delta":{"text":"*"},"contentBlockIndex":0}}""")]
    [InlineData("/model/nova/invoke-with-response-stream", "chunk", """{"outputText":"*","index":0}""")]
    [InlineData("/model/nova/invoke-with-response-stream", "chunk", """{"generation":"*"}""")]
    public async Task A_stream_of_frames_is_masked(string path, string type, string json)
    {
        byte[] Frame(string text)
        {
            var payload = json.Replace("*", text, StringComparison.Ordinal);
            return EventFrames.Frame(
                Encoding.UTF8.GetBytes(type == "chunk" ? $$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(payload))}}","p":"abc"}""" : payload),
                (":event-type", type),
                (":content-type", "application/json"),
                (":message-type", "event"));
        }

        var start = EventFrames.Frame(Encoding.UTF8.GetBytes("""{"role":"assistant"}"""), (":event-type", "messageStart"), (":message-type", "event"));
        byte[] sent = [.. start, .. Frame("a SEC"), .. Frame("RET word")];
        await using var gateway = await StartAsync(
            UpstreamAnswer.Custom(async http =>
            {
                http.Response.ContentType = "application/vnd.amazon.eventstream";
                await http.Response.Body.WriteAsync(sent);
            }),
            "post_call");

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", """{"messages":[]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var received = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal([.. start, .. Frame("a [MASKED] word"), .. Frame("")], received);
        Assert.Contains("litellm.guardrail.status=guardrail_intervened", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pre_call")]
    [InlineData("during_call")]
    [InlineData("post_call")]
    [InlineData("logging_only")]
    public async Task A_guardrail_that_finds_no_text_has_not_run(string mode)
    {
        await using var gateway = await StartAsync(UpstreamAnswer.Json("""{"unknown":"a SECRET"}"""), mode);

        using var response = await gateway.SendAsync(HttpMethod.Post, "/model/nova/invoke", "application/json", """{"unknown":"a SECRET"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("litellm.guardrail.status=not_run", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_transcription_as_plain_text_is_masked()
    {
        await using var gateway = await StartAsync(UpstreamAnswer.Body("a SECRET word", "text/plain"), "post_call");

        using var response = await gateway.SendAsync(
            HttpMethod.Post, "/v1/audio/transcriptions", $"multipart/form-data; boundary={ApiRequest.Boundary}", ApiRequest.FormOf(("model", "gpt"), ("file", null)));

        Assert.Equal("a * word", (await response.Content.ReadAsStringAsync()).Replace("[MASKED]", "*", StringComparison.Ordinal));
    }

    private static Task<TracedGateway> StartAsync(UpstreamAnswer answer, string mode) => TracedGateway.StartAsync(
        _ => answer, "", $"{{ guardrail_name: hide, litellm_params: {{ guardrail: regex, mode: {mode}, default_on: true, pattern: SECRET, action: mask }} }}");
}
