using System.Text.Json;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>Attributes that prevent Phoenix from missing conversions, wrong prices and unknown kinds.</summary>
[Collection(ProcessWide.Name)]
public sealed class OpenInferenceViewTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly OpenInferenceView _view = new();

    [Theory]
    [InlineData("acompletion", "LLM", "llm.model_name")]
    [InlineData("aembedding", "EMBEDDING", "embedding.model_name")]
    [InlineData("arerank", "RERANKER", "reranker.model_name")]
    [InlineData("arun_thread", "AGENT", "llm.model_name")]
    [InlineData("avector_store_search", "RETRIEVER", null)]
    [InlineData("amoderation", "GUARDRAIL", null)]
    [InlineData("afile_list", "CHAIN", null)]
    public void A_kind_is_upper_case_and_has_its_own_name_of_the_model(string callType, string kind, string? model)
    {
        var span = Seen((LibraryAttributes.CallType, callType), (GenAi.RequestModel, "asked"), (GenAi.ResponseModel, "answered"));

        Assert.Equal(kind, span.Attributes["openinference.span.kind"]);
        Assert.Equal(model is null ? [] : [model], span.Attributes.Keys.Where(key => key.EndsWith("model_name", StringComparison.Ordinal)));
        Assert.Equal(model is null ? "answered" : null, Metadata(span).TryGetProperty("model", out var kept) ? kept.GetString() : null);
    }

    [Fact]
    public void Counts_contain_their_details()
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 50L),
            (GenAi.UsageCacheReadInputTokens, 80L), (GenAi.UsageCacheCreationInputTokens, 5L), (GenAi.UsageReasoningOutputTokens, 30L));

        Assert.Equal(
            "llm.token_count.prompt=100, llm.token_count.prompt_details.cache_read=80, llm.token_count.prompt_details.cache_write=5, llm.token_count.completion=50, llm.token_count.completion_details.reasoning=30, llm.token_count.total=150",
            string.Join(", ", span.Attributes.Where(tag => tag.Key.StartsWith("llm.token_count", StringComparison.Ordinal)).Select(tag => $"{tag.Key}={tag.Value}")));
    }

    [Theory]
    [InlineData("openai", "openai", "openai")]
    [InlineData("azure.ai.openai", "azure", "openai")]
    [InlineData("gcp.vertex_ai", "google", "vertexai")]
    [InlineData("aws.bedrock", "aws", "aws")]
    [InlineData("mistral_ai", "mistralai", "mistralai")]
    [InlineData("house", "house", "house")]
    public void A_provider_has_openinferences_name(string provider, string vendor, string system)
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.ProviderName, provider));

        Assert.Equal(vendor, span.Attributes["llm.provider"]);
        Assert.Equal(system, span.Attributes["llm.system"]);
    }

    [Fact]
    public async Task A_response_does_not_shadow_the_output()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span => Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("gen_ai.", StringComparison.Ordinal)));
        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        Assert.Equal(("What is this?", "text/plain"), (root["input.value"], root["input.mime_type"]));
        Assert.Equal(("Hello! How can I assist you today?", "text/plain"), (root["output.value"], root["output.mime_type"]));
        Assert.DoesNotContain(root.Keys, key => key.StartsWith("llm.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_attempt_is_a_chain_of_no_model()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("retry");

        Assert.All(request.ReceiveSpans(_view).Where(span => span.Kind == ReceivedSpanKind.Client), span =>
        {
            Assert.Equal("CHAIN", span.Attributes["openinference.span.kind"]);
            Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("llm.", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void Metadata_is_one_json_object_whatever_is_in_it()
    {
        var span = Seen(
            ("litellm.metadata.quote\"d", "a\"b\\\n\u0001ü\uD83D"), ("litellm.metadata.list", new object?[] { 1, "x", null, double.NaN, true }),
            (LiteLlm.TraceMetadata, "{\"a\": 1}"), (LibraryAttributes.AttemptIndex, 2));
        var metadata = Metadata(span);

        Assert.Equal("a\"b\\\n\u0001ü\uFFFD", metadata.GetProperty("quote\"d").GetString());
        Assert.Equal("""[1,"x",null,null,true]""", metadata.GetProperty("list").GetRawText());
        Assert.Equal(1, metadata.GetProperty("trace_metadata").GetProperty("a").GetInt32());
        Assert.Equal(2, metadata.GetProperty("attempt.index").GetInt32());
    }

    [Fact]
    public void Trace_metadata_that_is_no_json_stays_a_text() =>
        Assert.Equal("{\"a\":", Metadata(Seen((LiteLlm.TraceMetadata, "{\"a\":"))).GetProperty("trace_metadata").GetString());

    [Fact]
    public void A_span_without_metadata_attributes_has_no_metadata() => Assert.Equal(["openinference.span.kind"], Seen().Attributes.Keys);

    [Theory]
    [InlineData("redacted-by-litellm")]
    [InlineData("[{\"role\":")]
    [InlineData("{}")]
    [InlineData("[1,\"x\",null]")]
    [InlineData("[{\"role\":1,\"parts\":{}}]")]
    [InlineData("")]
    public void Content_that_is_no_messages_loses_no_span(string content)
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.InputMessages, content), (GenAi.OutputMessages, content), (GenAi.ToolDefinitions, content));

        Assert.True(span.Attributes.ContainsKey("input.value"));
        Assert.True(span.Attributes.ContainsKey("output.value"));
        Assert.Equal("LLM", span.Attributes["openinference.span.kind"]);
    }

    [Fact]
    public void Masked_content_is_plain_text()
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.InputMessages, "redacted-by-litellm"));

        Assert.Equal("redacted-by-litellm", span.Attributes["input.value"]);
        Assert.Equal("text/plain", span.Attributes["input.mime_type"]);
    }

    [Fact]
    public void Instructions_images_and_answers_of_tools_are_numbered_messages()
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"),
            (GenAi.SystemInstructions, """[{"type":"text","content":"Be brief."}]"""),
            (GenAi.InputMessages, """[{"role":"user","parts":[{"type":"tool_call_response","id":"a","response":{"ok":true}},{"type":"tool_call_response","id":"b","response":"two"},{"type":"text","content":"next \u00fc"}]},{"role":"user","parts":[{"type":"blob","modality":"image","mime_type":"image/png","content":"iVBO"},{"type":"reasoning","content":"hm"}]}]"""));

        Assert.Equal(
            [
                "llm.input_messages.0.message.role=system", "llm.input_messages.0.message.content=Be brief.",
                "llm.input_messages.1.message.role=tool", "llm.input_messages.1.message.tool_call_id=a", "llm.input_messages.1.message.content={\"ok\":true}",
                "llm.input_messages.2.message.role=tool", "llm.input_messages.2.message.tool_call_id=b", "llm.input_messages.2.message.content=two",
                "llm.input_messages.3.message.role=user", "llm.input_messages.3.message.content=next ü",
                "llm.input_messages.4.message.role=user",
                "llm.input_messages.4.message.contents.0.message_content.type=image",
                "llm.input_messages.4.message.contents.0.message_content.image.image.url=data:image/png;base64,iVBO",
                "llm.input_messages.4.message.contents.1.message_content.type=reasoning",
                "llm.input_messages.4.message.contents.1.message_content.text=hm",
            ],
            span.Attributes.Where(tag => tag.Key.StartsWith("llm.input", StringComparison.Ordinal)).Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal(
            """{"messages":[{"role":"system","content":"Be brief."},{"role":"tool","tool_call_id":"a","content":{"ok":true}},{"role":"tool","tool_call_id":"b","content":"two"},{"role":"user","content":"next \u00fc"},{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO"}}],"thinking":[{"type":"thinking","content":"hm"}]}]}""",
            span.Attributes["input.value"]);
    }

    [Theory]
    [InlineData("avector_store_search", "retrieval.documents")]
    [InlineData("arerank", "reranker.output_documents")]
    public void Documents_are_numbered(string callType, string list)
    {
        var span = Seen((LibraryAttributes.CallType, callType), (GenAi.RetrievalQueryText, "cats"), (GenAi.RetrievalDocuments, """[{"id":"f1","score":0.5},{"id":"f2"}]"""));

        Assert.Equal("f1", span.Attributes[$"{list}.0.document.id"]);
        Assert.Equal(0.5, span.Attributes[$"{list}.0.document.score"]);
        Assert.Equal("f2", span.Attributes[$"{list}.1.document.id"]);
        Assert.Equal(("cats", "text/plain"), (span.Attributes["input.value"], span.Attributes["input.mime_type"]));
        Assert.Equal("application/json", span.Attributes["output.mime_type"]);
    }

    [Theory]
    [InlineData("acompletion", "llm.invocation_parameters", "embedding.invocation_parameters")]
    [InlineData("aembedding", "embedding.invocation_parameters", "llm.invocation_parameters")]
    public void Parameters_are_the_requests_own_for_the_playground_to_repeat(string callType, string name, string other)
    {
        const string Parameters = """{"max_completion_tokens":5,"response_format":{"type":"json_object"},"service_tier":"auto"}""";
        var span = EncodedSpan.FromActivity(_view, _activities.WithTags(
            (LibraryAttributes.CallType, callType), (GenAi.RequestMaxTokens, 5L), (LibraryAttributes.RequestParameters, Parameters), (OpenAi.ResponseServiceTier, "default")));

        Assert.Equal(Parameters, span.Attributes[name]);
        Assert.False(span.Attributes.ContainsKey(other));
    }

    [Fact]
    public void The_providers_model_stands_in_for_the_callers_alias()
    {
        Assert.Equal("gpt-image-1", EncodedSpan.FromActivity(_view, _activities.WithTags(
            (LibraryAttributes.CallType, "aimage_generation"), (GenAi.RequestModel, "alias"), (LiteLlm.ProviderModel, "gpt-image-1"))).Attributes["llm.model_name"]);
    }

    public void Dispose() => _activities.Dispose();

    private static JsonElement Metadata(ReceivedSpan span) =>
        JsonSerializer.Deserialize<JsonElement>(span.Attributes["metadata"] as string ?? "{}");

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
