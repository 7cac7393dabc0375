using TracedLlm.Export.Backends;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>The shapes in which backends draw content: reasoning, images, sounds, files, refusals, texts and documents.</summary>
[Collection(ProcessWide.Name)]
public sealed class ShapeTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly LangfuseView _langfuse = new();
    private readonly OpenInferenceView _openInference = new();
    private readonly LangSmithView _langSmith = new();

    [Theory]
    [InlineData(
        """{"type":"reasoning","content":"hm","signature":"sig"},{"type":"redacted_thinking","data":"EmwK"},{"type":"text","content":"Hi"}""",
        """{"role":"assistant","content":"Hi","thinking":[{"type":"thinking","content":"hm","signature":"sig"}],"redacted_thinking":[{"type":"redacted_thinking","data":"EmwK"}]}""",
        """{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"sig"},{"type":"redacted_thinking","data":"EmwK"},{"type":"text","text":"Hi"}]}""")]
    [InlineData(
        """{"type":"refusal","content":"No."}""",
        """{"role":"assistant","content":null,"refusal":"No."}""",
        """{"role":"assistant","content":null,"refusal":"No."}""")]
    [InlineData(
        """{"type":"blob","modality":"audio","mime_type":"audio/mpeg","content":"UklGRg=="},{"type":"blob","modality":"audio","mime_type":"audio/wav","content":"UklGRg=="}""",
        """{"role":"assistant","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"mp3"}},{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}""",
        """{"role":"assistant","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"mp3"}},{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}""")]
    [InlineData(
        """{"type":"uri","modality":"image","uri":"https://x.test/a.png","detail":"low"},{"type":"blob","modality":"document","mime_type":"application/pdf","content":"JVBE","filename":"a.pdf"},{"type":"file","modality":"document","file_id":"file-1"},{"type":"uri","modality":"video","mime_type":"video/mp4","uri":"gs://b/c.mp4"}""",
        """{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}},{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"}},{"type":"file","file":{"file_id":"file-1"}},{"type":"file","file":{"file_id":"gs://b/c.mp4","format":"video/mp4"}}]}""",
        """{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://x.test/a.png","detail":"low"}},{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBE","filename":"a.pdf"}},{"type":"file","file":{"file_id":"file-1"}},{"type":"file","file":{"file_id":"gs://b/c.mp4","format":"video/mp4"}}]}""")]
    public void Parts_have_the_form_of_a_chat(string parts, string langfuse, string langSmith)
    {
        (string, object?)[] tags = [(LibraryAttributes.CallType, "acompletion"), (GenAi.OutputMessages, $$"""[{"role":"assistant","parts":[{{parts}}],"finish_reason":"stop"}]""")];

        Assert.Equal(langfuse, EncodedSpan.FromActivity(_langfuse, _activities.WithTags(tags)).Attributes["langfuse.observation.output"]);
        Assert.Equal($$"""{"messages":[{{langSmith}}]}""", EncodedSpan.FromActivity(_langSmith, _activities.WithTags(tags)).Attributes["gen_ai.completion"]);
    }

    [Fact]
    public void Parts_have_the_types_of_openinference()
    {
        const string Parts =
            """
            {"type":"reasoning","content":"hm","signature":"sig"},{"type":"redacted_thinking","data":"EmwK"},
            {"type":"blob","modality":"image","mime_type":"image/png","content":"iVBO"},
            {"type":"blob","modality":"audio","mime_type":"audio/wav","content":"UklGRg=="},
            {"type":"uri","modality":"video","mime_type":"video/mp4","uri":"gs://b/c.mp4"},
            {"type":"blob","modality":"document","mime_type":"application/pdf","content":"JVBE","filename":"a.pdf"},
            {"type":"text","content":"Hi"}
            """;
        var span = EncodedSpan.FromActivity(_openInference, _activities.WithTags((LibraryAttributes.CallType, "acompletion"), (GenAi.OutputMessages, $$"""[{"role":"assistant","parts":[{{Parts}}],"finish_reason":"stop"}]""")));

        Assert.Equal(
            [
                "0.message_content.type=reasoning", "0.message_content.text=hm", "0.message_content.signature=sig",
                "1.message_content.type=reasoning", "1.message_content.data=EmwK",
                "2.message_content.type=image", "2.message_content.image.image.url=data:image/png;base64,iVBO",
                "3.message_content.type=audio", "3.message_content.audio.audio.url=data:audio/wav;base64,UklGRg==", "3.message_content.audio.audio.mime_type=audio/wav",
                "4.message_content.type=video", "4.message_content.video.video.url=gs://b/c.mp4", "4.message_content.video.video.mime_type=video/mp4",
                "5.message_content.type=document", "5.message_content.document.url=data:application/pdf;base64,JVBE", "5.message_content.document.mime_type=application/pdf", "5.message_content.document.name=a.pdf",
                "6.message_content.type=text", "6.message_content.text=Hi",
            ],
            Numbered(span, "llm.output_messages.0.message.contents."));
    }

    [Theory]
    [InlineData("aembedding", "EMBEDDING", "embedding.embeddings.0.embedding.text")]
    [InlineData("amoderation", "GUARDRAIL", null)]
    [InlineData("aimage_generation", "LLM", null)]
    [InlineData("aspeech", "LLM", null)]
    [InlineData("atext_completion", "LLM", "llm.prompts.0.prompt.text")]
    public void A_text_is_a_text_and_no_conversation(string callType, string kind, string? numbered)
    {
        (string, object?)[] tags = [(LibraryAttributes.CallType, callType), (GenAi.InputMessages, """[{"role":"user","parts":[{"type":"text","content":"A \"cat\""}]}]""")];
        var phoenix = EncodedSpan.FromActivity(_openInference, _activities.WithTags(tags)).Attributes;

        Assert.Equal("A \"cat\"", EncodedSpan.FromActivity(_langfuse, _activities.WithTags(tags)).Attributes["langfuse.observation.input"]);
        Assert.Equal("A \"cat\"", EncodedSpan.FromActivity(_langSmith, _activities.WithTags(tags)).Attributes["gen_ai.prompt"]);
        Assert.Equal(("A \"cat\"", "text/plain", kind), (phoenix["input.value"], phoenix["input.mime_type"], phoenix["openinference.span.kind"]));
        Assert.Equal(numbered is null ? [] : [numbered], phoenix.Where(tag => tag.Value is "A \"cat\"" && tag.Key != "input.value").Select(tag => tag.Key));
    }

    [Fact]
    public void Several_texts_are_a_list()
    {
        (string, object?)[] tags =
        [
            (LibraryAttributes.CallType, "amoderation"),
            (GenAi.InputMessages, """[{"role":"user","parts":[{"type":"text","content":"a"}]},{"role":"user","parts":[{"type":"uri","modality":"image","uri":"https://x.test/a.png"}]}]"""),
        ];
        var phoenix = EncodedSpan.FromActivity(_openInference, _activities.WithTags(tags)).Attributes;

        const string Texts = """["a",{"type":"image_url","image_url":{"url":"https://x.test/a.png"}}]""";
        Assert.Equal(Texts, EncodedSpan.FromActivity(_langfuse, _activities.WithTags(tags)).Attributes["langfuse.observation.input"]);
        Assert.Equal((Texts, "application/json"), (phoenix["input.value"], phoenix["input.mime_type"]));
    }

    [Fact]
    public void Documents_that_are_ordered_have_their_texts()
    {
        (string, object?)[] tags =
        [
            (LibraryAttributes.CallType, "arerank"), (GenAi.RequestTopK, 1.0), (GenAi.RetrievalQueryText, "capital"), (LibraryAttributes.RerankDocuments, """["Paris","Rome"]"""),
            (GenAi.RetrievalDocuments, """[{"id":"1","score":0.9},{"id":"0","score":0.2,"content":"Paris!"},{"id":"7"}]"""),
        ];
        var langfuse = EncodedSpan.FromActivity(_langfuse, _activities.WithTags(tags)).Attributes;
        var phoenix = EncodedSpan.FromActivity(_openInference, _activities.WithTags(tags));

        Assert.Equal("""{"query":"capital","documents":["Paris","Rome"]}""", langfuse["langfuse.observation.input"]);
        Assert.Equal("""[{"id":"1","score":0.9,"content":"Rome"},{"id":"0","score":0.2,"content":"Paris!"},{"id":"7"}]""", langfuse["langfuse.observation.output"]);
        Assert.Equal(
            [
                "query=capital", "top_k=1", "input_documents.0.document.content=Paris", "input_documents.1.document.content=Rome",
                "output_documents.0.document.id=1", "output_documents.0.document.content=Rome", "output_documents.0.document.score=0.9",
                "output_documents.1.document.id=0", "output_documents.1.document.content=Paris!", "output_documents.1.document.score=0.2",
                "output_documents.2.document.id=7",
            ],
            Numbered(phoenix, "reranker."));
    }

    [Fact]
    public void Documents_that_were_found_have_their_texts_and_their_files()
    {
        var span = EncodedSpan.FromActivity(_openInference, _activities.WithTags(
            (LibraryAttributes.CallType, "avector_store_search"), (GenAi.RetrievalDocuments, """[{"id":"f1","score":0.5,"content":"A chunk","metadata":{"filename":"a.pdf"}}]""")));

        Assert.Equal(
            ["0.document.id=f1", "0.document.content=A chunk", "0.document.metadata={\"filename\":\"a.pdf\"}", "0.document.score=0.5"],
            Numbered(span, "retrieval.documents."));
    }

    [Theory]
    [InlineData("""[{"role":"user","parts":[{"type":"text","content":"a"}]},{"role":"assistant","parts":[{"type":"text","content":"b"}]},{"role":"user","parts":[{"type":"text","content":"c"},{"type":"uri","modality":"image","uri":"https://x.test"},{"type":"text","content":"d \u00fc"}]},{"role":"tool","parts":[{"type":"tool_call_response","response":"r"}]}]""", "c\nd ü")]
    [InlineData("""[{"role":"user","parts":[{"type":"uri","modality":"image","uri":"https://x.test"},{"type":"blob","modality":"audio","mime_type":"audio/wav","content":"UklG"}]}]""", "https://x.test\n[audio/wav]")]
    [InlineData("[redacted] by us", "[redacted] by us")]
    public async Task The_root_has_what_the_caller_said_last(string messages, string expected)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");
        request.Request.LlmRequest()!.SetTag(GenAi.InputMessages, messages);

        Assert.Equal(expected, request.Span(_langfuse, "Received Proxy Server Request").Attributes["langfuse.observation.input"]);
        Assert.Equal(expected, request.Span(_openInference, "Received Proxy Server Request").Attributes["input.value"]);
    }

    [Theory]
    [InlineData("""[{"role":"assistant","parts":[{"type":"reasoning","content":"hm"},{"type":"text","content":"a"}]},{"role":"assistant","parts":[{"type":"text","content":"b"}]}]""", "a\nb")]
    [InlineData("""[{"role":"assistant","parts":[{"type":"tool_call","id":"1","name":"look","arguments":{"at":"cat"}}]}]""", "look({\"at\":\"cat\"})")]
    [InlineData("""[{"role":"assistant","parts":[{"type":"refusal","content":"No."}]}]""", "No.")]
    public async Task The_root_has_what_the_model_answered(string messages, string expected)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");
        request.Request.LlmRequest()!.SetTag(GenAi.OutputMessages, messages);

        Assert.Equal(expected, request.Span(_langfuse, "Received Proxy Server Request").Attributes["langfuse.observation.output"]);
        Assert.Equal(expected, request.Span(_openInference, "Received Proxy Server Request").Attributes["output.value"]);
    }

    [Fact]
    public async Task A_trace_without_a_name_is_named_by_operation_and_model()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", ViewGateway.Body.Replace("\"trace_name\": \"greeting\", ", "", StringComparison.Ordinal));

        Assert.Equal("chat gpt-4o-mini", request.Span(_langfuse, "Received Proxy Server Request").Attributes["langfuse.trace.name"]);
        Assert.Equal("chat gpt-4o-mini", request.Span(_langfuse, "guardrail").Attributes["langfuse.trace.name"]);
        Assert.Equal("chat gpt-4o-mini", request.Span(_langSmith, "Received Proxy Server Request").Attributes["langsmith.trace.name"]);
    }

    [Theory]
    [InlineData(TraceNames.Operation, "chat gpt-4o-mini", "chat gpt-4o-mini")]
    [InlineData(TraceNames.LiteLlm, "litellm-acompletion", "LLMRun")]
    public async Task A_setting_gives_the_names_that_litellm_gives(TraceNames names, string langfuse, string langSmith)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var unnamed = await gateway.SendAsync("success", ViewGateway.Body.Replace("\"trace_name\": \"greeting\", ", "", StringComparison.Ordinal));
        var named = await gateway.SendAsync("success");
        var options = new TracedLlmExportOptions { TraceNames = names };
        var (langfuseView, langSmithView) = (LangfuseBackend.ChooseView(options), LangSmithBackend.ChooseView(options));

        Assert.Equal(langfuse, unnamed.Span(langfuseView, "Received Proxy Server Request").Attributes["langfuse.trace.name"]);
        Assert.Equal(langfuse, unnamed.Span(langfuseView, "guardrail").Attributes["langfuse.trace.name"]);
        Assert.Equal(langSmith, unnamed.Span(langSmithView, "Received Proxy Server Request").Attributes["langsmith.trace.name"]);
        Assert.Equal("greeting", named.Span(langfuseView, "Received Proxy Server Request").Attributes["langfuse.trace.name"]);
        Assert.Equal("greeting", named.Span(langSmithView, "Received Proxy Server Request").Attributes["langsmith.trace.name"]);
    }

    [Fact]
    public async Task Long_messages_stand_on_a_span_once()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var text = new string('x', 100_000);
        var request = await gateway.SendAsync("success", ViewGateway.Body.Replace("What is this?", text, StringComparison.Ordinal));

        foreach (var view in ViewedRequest.Views)
        {
            Assert.All(request.ReceiveSpans(view), span => Assert.InRange(
                span.Attributes.Count(tag => tag.Value is string value && value.Contains(text, StringComparison.Ordinal)), 0, 1));
        }

        Assert.Contains(request.Span(_openInference, "litellm_request").Attributes, tag => tag.Value is string value && value == text);
    }

    [Fact]
    public async Task Without_content_a_guardrail_has_its_name_and_decision_but_no_text()
    {
        await using var gateway = await ViewGateway.StartAsync(content: false);
        var request = await gateway.SendAsync("block");
        var row = request.Span(_langfuse, "guardrail");

        Assert.Equal("pii", row.Name);
        Assert.Equal("block", row.Attributes["langfuse.observation.metadata.guardrail_action"]);
        Assert.DoesNotContain(row.Attributes.Keys, key => key is "langfuse.observation.input" or "langfuse.observation.output");
    }

    [Fact]
    public void A_raw_body_that_was_cut_is_no_json()
    {
        Assert.Equal("application/json", Raw("""{"a":1}""").Attributes["input.mime_type"]);
        Assert.Equal("text/plain", Raw("""{"a":"\uD83C""").Attributes["input.mime_type"]);

        ReceivedSpan Raw(string body) => EncodedSpan.FromActivity(_openInference, _activities.WithTags((LibraryAttributes.RawRequest, body)));
    }

    [Fact]
    public void Counters_that_counted_nothing_are_left_out()
    {
        var activity = _activities.WithTags((LibraryAttributes.CallType, "acompletion"), (LibraryAttributes.Retries, 0L), (LibraryAttributes.Fallbacks, 2L), (LibraryAttributes.AttemptIndex, 0L));
        foreach (var view in ViewedRequest.Views.Skip(1))
        {
            var attributes = EncodedSpan.FromActivity(view, activity).Attributes;
            var metadata = attributes["metadata"] as string ?? "";

            Assert.DoesNotContain(attributes.Keys, key => key.Contains("retries", StringComparison.Ordinal));
            Assert.DoesNotContain("retries", metadata, StringComparison.Ordinal);
            Assert.True(metadata.Contains("fallbacks", StringComparison.Ordinal) || attributes.Keys.Any(key => key.Contains("fallbacks", StringComparison.Ordinal)));
            Assert.True(metadata.Contains("attempt.index", StringComparison.Ordinal) || attributes.Keys.Any(key => key.Contains("attempt.index", StringComparison.Ordinal)));
        }
    }

    public void Dispose() => _activities.Dispose();

    private static IEnumerable<string> Numbered(ReceivedSpan span, string prefix) => span.Attributes
        .Where(tag => tag.Key.StartsWith(prefix, StringComparison.Ordinal) && !tag.Key.EndsWith("model_name", StringComparison.Ordinal))
        .Select(tag => FormattableString.Invariant($"{tag.Key[prefix.Length..]}={tag.Value}"));
}
