using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Privacy.ContentInTag, TracedLlm.CodeFixes.Privacy.ContentInTagFix>;

namespace TracedLlm.Analyzers.Tests.Privacy;

/// <summary>TLM5002, <see cref="ContentInTag"/> and <see cref="ContentInTagFix"/>.</summary>
public class ContentInTagTests
{
    [Theory]
    [InlineData("span.SetTag(\"gen_ai.input.messages\", [|text|]);")]
    [InlineData("span.SetTag(GenAi.OutputMessages, [|text|]);")]
    [InlineData("span.SetRequestTag(GenAi.SystemInstructions, [|text|]);")]
    [InlineData("LlmTrace.Current!.SetRequestTag(GenAi.InputMessages, [|text|]);")]
    [InlineData("activity?.SetTag(\"gen_ai.prompt\", [|text|]);")]
    [InlineData("activity?.SetTag(\"input.value\", [|text.Trim()|]);")]
    [InlineData("activity?.SetTag(\"langfuse.observation.output\", [|text|]);")]
    [InlineData("using var started = LlmSpan.StartCall(\"m\", [new(GenAi.InputMessages, [|text|])]);")]
    [InlineData("if (text.Length > 0) { span.SetTag(GenAi.InputMessages, [|text|]); }")]
    [InlineData("Action write = () => span.SetTag(GenAi.InputMessages, [|text|]);")]
    [InlineData("_ = 1;", "[TracedStage(\"x\")] partial void Stage([[|SpanTag(GenAi.InputMessages)|]] string text); void StageCore(string text) { }")]
    [InlineData("_ = 1;", "[TracedLlmCall] [return: [|SpanTag(GenAi.OutputMessages)|]] public partial string Call(); string CallCore() => \"\";")]
    [InlineData("_ = 1;", "[PayloadMap] partial class Map { [[|PayloadField(\"input\", Tag = GenAi.InputMessages)|]] public string? Input { get; init; } }")]
    [InlineData("_ = 1;", "[GatewayMetadata] partial class Tenant { [[|MetadataKey(\"question\", Tag = \"input.value\", Content = false)|]] public string? Question { get; set; } }")]
    [InlineData("Write(span, text);", "void Write(LlmSpan span, string text) => span.SetTag(GenAi.InputMessages, [|text|]);")]
    public Task Flags(string statements, string members = "") => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members));

    [Theory]
    [InlineData("gen_ai.tool.definitions")]
    [InlineData("gen_ai.tool.call.arguments")]
    [InlineData("gen_ai.tool.call.result")]
    [InlineData("gen_ai.retrieval.query.text")]
    [InlineData("gen_ai.retrieval.documents")]
    [InlineData("litellm.rerank.documents")]
    [InlineData("litellm.guardrail.response")]
    [InlineData("litellm.raw.request")]
    [InlineData("gen_ai.event.content")]
    [InlineData("gen_ai.prompt.0.content")]
    [InlineData("gen_ai.prompt.12.tool_calls.0.arguments")]
    [InlineData("gen_ai.completion.0.content")]
    [InlineData("gen_ai.completion.0.function_call.arguments")]
    [InlineData("llm.request.functions.0.parameters")]
    [InlineData("traceloop.entity.input")]
    [InlineData("llm.input_messages.0.message.content")]
    [InlineData("llm.output_messages.0.message.contents.1.message_content.text")]
    [InlineData("llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments")]
    [InlineData("llm.tools.0.tool.json_schema")]
    [InlineData("embedding.embeddings.0.embedding.text")]
    [InlineData("retrieval.documents.3.document.content")]
    [InlineData("reranker.query")]
    [InlineData("output.value")]
    [InlineData("llm.input_messages.0.message.contents.0.message_content.document.url")]
    [InlineData("llm.input_messages.0.message.contents.0.message_content.video.video.url")]
    [InlineData("llm.output_messages.0.message.contents.0.message_content.audio.audio.transcript")]
    [InlineData("llm.output_messages.0.message.function_call_arguments_json")]
    [InlineData("llm.prompt_template.variables")]
    public Task Flags_names_of_content(string name) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method($"span.SetTag(\"{name}\", [|text|]);"));

    [Theory]
    [InlineData("gen_ai.tool.name")]
    [InlineData("gen_ai.tool.type")]
    [InlineData("gen_ai.tool.description")]
    [InlineData("gen_ai.tool.call.id")]
    [InlineData("gen_ai.tool.definitions.count")]
    [InlineData("gen_ai.usage.input_tokens")]
    [InlineData("gen_ai.usage.cache_read.input_tokens")]
    [InlineData("gen_ai.data_source.id")]
    [InlineData("gen_ai.retrieval.documents.count")]
    [InlineData("litellm.rerank.model")]
    [InlineData("litellm.guardrail.reason")]
    [InlineData("litellm.request.tools.declared")]
    [InlineData("gen_ai.prompt.0")]
    [InlineData("gen_ai.prompt.0.role")]
    [InlineData("gen_ai.prompt.content")]
    [InlineData("gen_ai.prompt.first.content")]
    [InlineData("gen_ai.prompt.v2.content")]
    [InlineData("gen_ai.prompt..content")]
    [InlineData("gen_ai.completion.0.finish_reason")]
    [InlineData("gen_ai.completion.0.tool_calls.0.name")]
    [InlineData("llm.request.functions.0.name")]
    [InlineData("traceloop.entity.name")]
    [InlineData("llm.input_messages.0.message.role")]
    [InlineData("llm.output_messages.0.message.tool_calls.0.tool_call.function.name")]
    [InlineData("llm.token_count.prompt")]
    [InlineData("embedding.model_name")]
    [InlineData("retrieval.documents.3.document.score")]
    [InlineData("reranker.top_k")]
    [InlineData("input.mime_type")]
    [InlineData("llm.prompt_template.version")]
    [InlineData("llm.output_messages.0.message.function_call_name")]
    [InlineData("llm.input_messages.0.message.contents.0.message_content.video.video.mime_type")]
    [InlineData("app.gen_ai.prompt.0.content")]
    public Task Leaves_names_beside_content_alone(string name) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method($"span.SetTag(\"{name}\", text);"));

    [Theory]
    [InlineData("$\"gen_ai.prompt.{text.Length}.content\"")]
    [InlineData("$\"gen_ai.completion.{text.Length:D1}.tool_calls.{text.Length}.arguments\"")]
    [InlineData("\"llm.input_messages.\" + text.Length + \".message.content\"")]
    [InlineData("\"gen_ai.prompt.\" + (text.Length + 1).ToString() + \".content\"")]
    [InlineData("$\"{Prefix}.{text.Length}.content\"", "const string Prefix = \"gen_ai.prompt\";")]
    [InlineData("Prefix + text.Length + \".content\"", "const string Prefix = \"gen_ai.prompt.\";")]
    public Task Flags_names_with_a_number_that_is_not_constant(string name, string members = "") =>
        Verify.VerifyAnalyzerAsync(TelemetryCode.Method($"span.SetTag({name}, [|text|]);", members));

    [Theory]
    [InlineData("$\"gen_ai.prompt.{text.Length}.role\"")]
    [InlineData("$\"gen_ai.prompt.{text}\"")]
    [InlineData("$\"{text}.content\"")]
    [InlineData("$\"gen_ai.{text}.content\"")]
    [InlineData("$\"gen_ai.prompt.n{text.Length}.content\"")]
    [InlineData("\"gen_ai.completion.\" + text.Length + \".finish_reason\"")]
    [InlineData("text + \".content\"")]
    [InlineData("string.Format(\"gen_ai.prompt.{0}.content\", 1)")]
    [InlineData("text.Length > 1 ? \"gen_ai.prompt.name\" : \"gen_ai.prompt.0.role\"")]
    [InlineData("text ?? \"gen_ai.prompt.name\"")]
    public Task Leaves_other_names_that_are_not_constant_alone(string name) =>
        Verify.VerifyAnalyzerAsync(TelemetryCode.Method($"span.SetTag({name}, text);"));

    [Theory]
    [InlineData("if (options.CaptureContent) { span.SetTag($\"gen_ai.prompt.{text.Length}.content\", text); }")]
    [InlineData("span.SetTag(\"gen_ai.tool.call.arguments\", options.CaptureContent ? text : null);")]
    [InlineData("span.SetTag(\"gen_ai.tool.definitions\", \"redacted\");")]
    [InlineData("span.SetTag(\"gen_ai.prompt.0.content\", null);")]
    [InlineData("_ = 1;", "[PayloadMap] partial class Map { [PayloadField(\"tools\", Tag = GenAi.ToolDefinitions, Content = true)] public string? Tools { get; init; } }")]
    public Task Leaves_constants_and_checked_writes_of_all_names_alone(string statements, string members = "") =>
        Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members));

    [Theory]
    [InlineData("[PayloadMap] partial class Map { [[|PayloadField(\"tools\", Tag = GenAi.ToolDefinitions)|]] public string? Tools { get; init; } }")]
    [InlineData("[TracedStage(\"tool\")] partial void Tool([[|SpanTag(\"gen_ai.tool.call.arguments\")|]] string arguments); void ToolCore(string arguments) { }")]
    public Task Flags_declarations_with_names_of_content(string members) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method("_ = 1;", members));

    [Theory]
    [InlineData("span.SetTag(text.Length > 1 ? GenAi.InputMessages : GenAi.RequestModel, [|text|]);")]
    [InlineData("span.SetTag((text.Length > 1 ? GenAi.RequestModel : GenAi.OutputMessages), [|text|]);")]
    [InlineData("span.SetTag(text.Length switch { 1 => GenAi.RequestModel, _ => GenAi.OutputMessages }, [|text|]);")]
    [InlineData("string? none = null; span.SetTag(none ?? GenAi.InputMessages, [|text|]);")]
    [InlineData("var name = text.Length > 1 ? GenAi.InputMessages : GenAi.OutputMessages; span.SetTag(name, [|text|]);")]
    [InlineData("var prefix = $\"llm.input_messages.{text.Length}.message\"; span.SetTag($\"{prefix}.content\", [|text|]);")]
    [InlineData("var prefix = \"gen_ai.prompt.\" + text.Length; span.SetTag(prefix + \".content\", [|text|]);")]
    [InlineData("var side = text.Length > 1 ? \"llm.input_messages\" : \"llm.output_messages\"; span.SetTag($\"{side}.{text.Length}.message.content\", [|text|]);")]
    [InlineData("span.SetTag((text.Length > 1 ? \"gen_ai.prompt\" : \"gen_ai.completion\") + \".0.content\", [|text|]);")]
    [InlineData("span.SetTag($\"gen_ai.{text.Length switch { 1 => \"usage\", _ => \"prompt\" }}.{(text.Length > 2 ? \"0\" : \"1\")}.content\", [|text|]);")]
    public Task Flags_names_that_are_chosen_or_put_together(string statements) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements));

    [Theory]
    [InlineData("var prefix = \"gen_ai.prompt.0\"; prefix = text; span.SetTag(prefix + \".content\", text);")]
    [InlineData("var prefix = \"gen_ai.prompt.0\"; prefix += text; span.SetTag(prefix + \".content\", text);")]
    [InlineData("var name = text; span.SetTag(name, text);")]
    [InlineData("var name = GenAi.InputMessages; (name, _) = (\"app.x\", 1); span.SetTag(name, text);")]
    [InlineData("var name = GenAi.InputMessages; Change(ref name); span.SetTag(name, text); static void Change(ref string name) => name = \"app.x\";")]
    [InlineData("var name = GenAi.InputMessages; ref var other = ref name; other = \"app.x\"; span.SetTag(name, text);")]
    [InlineData("var (name, _) = (GenAi.InputMessages, 1); span.SetTag(name, text);")]
    [InlineData("var side = text.Length > 1 ? \"llm.tools\" : \"llm.choices\"; span.SetTag($\"{side}.{text.Length}.message.content\", text);")]
    [InlineData("foreach (var name in new[] { GenAi.InputMessages }) { span.SetTag(name, text); }")]
    public Task Leaves_names_in_other_locals_alone(string statements) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements));

    [Fact]
    public Task Follows_a_name_through_few_locals()
    {
        string Locals(int count) => $"var n0 = GenAi.InputMessages;{string.Concat(Enumerable.Range(1, count).Select(static number => $" var n{number} = text.Length > {number} ? n{number - 1} : n{number - 1};"))}";
        return Verify.VerifyAnalyzerAsync(TelemetryCode.Method(
            $$"""{ {{Locals(1)}} span.SetTag(n1, [|text|]); } { {{Locals(40)}} span.SetTag(n40, text); span.SetTag($"{n40}{n40}", text); }"""));
    }

    [Theory]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"gen_ai.content.prompt\", tags: new ActivityTagsCollection { { \"gen_ai.prompt\", [|text|] } }));")]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"e\", tags: new ActivityTagsCollection { [\"gen_ai.prompt\"] = [|text|] }));")]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"e\", tags: new ActivityTagsCollection { new KeyValuePair<string, object?>(\"gen_ai.prompt\", [|text|]) }));")]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"e\", tags: new ActivityTagsCollection([new(\"gen_ai.event.content\", [|text|])])));")]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"e\", tags: new(new Dictionary<string, object?> { [\"gen_ai.prompt\"] = [|text|] })));")]
    [InlineData("activity!.AddLink(new ActivityLink(default, new ActivityTagsCollection { { \"gen_ai.\" + \"prompt\", [|text|] } }));")]
    [InlineData("var tags = new ActivityTagsCollection(); tags[\"gen_ai.prompt\"] = [|text|]; tags.Add(\"gen_ai.completion\", [|text|]);")]
    [InlineData("var tags = new ActivityTagsCollection(); tags.Add(new KeyValuePair<string, object?>(\"gen_ai.prompt\", [|text|]));")]
    [InlineData("_ = 1;", "void Fill(ActivityTagsCollection tags, string text) => tags[GenAi.InputMessages] = [|text|];")]
    [InlineData("Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), new TagList { { GenAi.InputMessages, [|text|] } });")]
    [InlineData("var tags = new TagList(); tags.Add(GenAi.InputMessages, [|text|]); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new KeyValuePair<string, object?>[] { new(GenAi.InputMessages, [|text|]) }; Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new List<KeyValuePair<string, object?>> { new(GenAi.InputMessages, [|text|]) }; Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new List<KeyValuePair<string, object?>>(); tags.Add(new(GenAi.InputMessages, [|text|])); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new Dictionary<string, object?> { [\"gen_ai.prompt\"] = [|text|], [\"gen_ai.request.model\"] = text }; Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new Dictionary<string, object?>(); tags[$\"gen_ai.prompt.{text.Length}.content\"] = [|text|]; Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new Dictionary<string, object?>(); tags.Add(GenAi.InputMessages, [|text|]); using var started = LlmSpan.StartStage(\"x\", [.. tags]); Source.CreateActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("using var started = LlmSpan.StartCall(\"m\", [new(\"llm.input_messages.\" + text.Length + \".message.content\", [|text|])]);")]
    [InlineData("using var started = LlmSpan.StartCall(\"m\", [new KeyValuePair<string, object?>(Prefix + \".content\", [|text|])]);", "const string Prefix = \"gen_ai.prompt.0\";")]
    [InlineData("using var started = LlmSpan.StartCall(\"m\", [KeyValuePair.Create<string, object?>((text.Length > 1 ? GenAi.InputMessages : GenAi.RequestModel), [|text|])]);")]
    [InlineData("var tags = new List<KeyValuePair<string, object?>> { new(GenAi.InputMessages, [|text|]) }; using var started = LlmSpan.StartStage(\"x\", [.. tags]);")]
    [InlineData("var pair = new KeyValuePair<string, object?>(GenAi.InputMessages, [|text|]); using var started = LlmSpan.StartCall(\"m\", [pair]);")]
    [InlineData("var pair = new KeyValuePair<string, object?>(GenAi.InputMessages, [|text|]); var tags = new List<KeyValuePair<string, object?>>(); tags.Add(pair); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("KeyValuePair<string, object?>[]? tags = null; if (text.Length > 1) { tags = [new(GenAi.InputMessages, [|text|])]; } Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new TagList { { GenAi.InputMessages, [|text|] } }; Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), text.Length > 1 ? tags : default);")]
    [InlineData("List<KeyValuePair<string, object?>>? tags = new() { new(GenAi.InputMessages, [|text|]) }; Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags ?? []);")]
    [InlineData("var tags = new List<KeyValuePair<string, object?>>(); new List<string> { text }.ForEach(one => tags.Add(new(\"gen_ai.prompt\", [|one|]))); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new List<KeyValuePair<string, object?>>(); tags.AddRange([new(GenAi.InputMessages, [|text|])]); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var some = new List<KeyValuePair<string, object?>> { new(GenAi.InputMessages, [|text|]) }; var tags = new List<KeyValuePair<string, object?>>(); tags.AddRange(some); some.AddRange(tags); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("var tags = new Dictionary<string, object?>(); tags.TryAdd(GenAi.InputMessages, [|text|]); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("using var started = LlmSpan.StartCall(\"m\", [new KeyValuePair<string, object?>(value: [|text|], key: GenAi.InputMessages)]);")]
    [InlineData("var tags = new TagList { { GenAi.InputMessages, [|text|] } }; Requests.Add(1, tags); Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags);")]
    [InlineData("activity!.AddException(new InvalidOperationException(), new TagList { { \"gen_ai.prompt\", [|text|] } });")]
    [InlineData("_ = new OpenTelemetry.Trace.SpanAttributes(new Dictionary<string, object> { [\"gen_ai.prompt\"] = [|text|] });", "} namespace OpenTelemetry.Trace { class SpanAttributes(IEnumerable<KeyValuePair<string, object>> attributes) { public void Add(string key, string value) => _ = attributes; }")]
    [InlineData("new OpenTelemetry.Trace.SpanAttributes().Add(\"gen_ai.prompt\", [|text|]);", "} namespace OpenTelemetry.Trace { class SpanAttributes { public void Add(string key, string value) { } }")]
    public Task Flags_collections_of_attributes(string statements, string members = "") => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members));

    [Theory]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"e\", tags: new ActivityTagsCollection { { \"gen_ai.prompt.name\", text }, { \"gen_ai.request.model\", text } }));")]
    [InlineData("activity!.AddEvent(new ActivityEvent(\"e\", tags: new ActivityTagsCollection { [\"gen_ai.prompt\"] = \"redacted\" }));")]
    [InlineData("if (options.CaptureContent) { activity!.AddEvent(new ActivityEvent(\"e\", tags: new ActivityTagsCollection { [\"gen_ai.prompt\"] = text })); }")]
    [InlineData("var body = new Dictionary<string, object?> { [\"gen_ai.prompt\"] = text }; Console.WriteLine(body.Count);")]
    [InlineData("var names = new Dictionary<string, string> { [\"gen_ai.prompt\"] = text }; names.Add(GenAi.InputMessages, text);")]
    [InlineData("var tags = new TagList { { GenAi.InputMessages, text } }; Requests.Add(1, tags);")]
    [InlineData("http.Items[\"gen_ai.prompt\"] = text; http.Response.Headers[\"input.value\"] = text;")]
    [InlineData("var pair = new KeyValuePair<string, object?>(GenAi.InputMessages, text); var body = new List<KeyValuePair<string, object?>> { pair }; Console.WriteLine(body.Count);")]
    [InlineData("var tags = new List<KeyValuePair<string, object?>> { new(GenAi.InputMessages, text) }; Source.StartActivity(tags.Count > 1 ? \"a\" : \"b\");")]
    [InlineData("var some = new List<KeyValuePair<string, object?>> { new(GenAi.InputMessages, text) }; var others = new List<KeyValuePair<string, object?>>(); others.AddRange(some); some.AddRange(others);")]
    [InlineData("span.SetTag(GenAi.InputMessages, text.Length > 1 ? \"empty\" : \"[redacted]\"); span.SetTag(\"gen_ai.prompt\", string.Empty); var none = \"none\"; span.SetTag(\"gen_ai.prompt\", none);")]
    [InlineData("text = new string[1] { text }[text.Length]; var map = new Dictionary<int, object?>(); map[text.Length] = text;")]
    public Task Leaves_other_collections_alone(string statements) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements));

    [Theory]
    [InlineData("embedding.embeddings.0.embedding.text", true)]
    [InlineData("traceloop.entity.input", true)]
    [InlineData("gen_ai.input.messages", false)]
    [InlineData("input.value", false)]
    public Task Flags_an_enricher_only_for_names_that_it_may_write(string name, bool isFlagged) => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method("_ = 1;", $"void Enrich(in LlmSpanStart span, string text) => span.SetTag(\"{name}\", {(isFlagged ? "[|text|]" : "text")});"));

    [Theory]
    [InlineData("if (options.CaptureContent) { Action<string> write = text => Activity.Current?.SetTag(\"input.value\", text); write(\"a\"); }")]
    [InlineData("if (options.CaptureContent) { Write(\"a\"); } static void Write(string text) => Activity.Current?.SetTag(\"input.value\", text);")]
    [InlineData("Activity.Current?.SetTag(\"input.value\", options.CaptureContent ? Environment.CommandLine : null);")]
    [InlineData("Write(\"a\"); static void Write(string text) => Activity.Current?.SetTag(\"input.value\", [|text|]);", "static class Other { static void Log(TracedLlmOptions options) => _ = options.CaptureContent; }")]
    public Task Knows_the_checks_of_a_program(string statements, string types = "") => new ProgramTest
    {
        TestCode = $"using System.Diagnostics;\nvar options = new TracedLlmOptions();\n{statements}\n{types}",
    }.RunAsync();

    [Theory]
    [InlineData("if (options.CaptureContent) { Write(span, text); }", "text")]
    [InlineData("Write(span, text);", "[|text|]")]
    public Task Knows_the_checks_of_other_parts_of_a_type(string call, string written) => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method(call, $"}} partial class C {{ void Write(LlmSpan span, string text) => span.SetTag(GenAi.InputMessages, {written});"));

    [Fact]
    public Task Advises_maps_only_for_what_maps_write() => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method(
            "span.SetTag(\"gen_ai.tool.call.arguments\", {|#0:text|});",
            "[TracedStage(\"tool\")] partial void Tool([{|#1:SpanTag(\"gen_ai.tool.call.arguments\")|}] string arguments); void ToolCore(string arguments) { }"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'gen_ai.tool.call.arguments' is message content and is written even if content capture is off; check TracedLlmOptions.CaptureContent first"),
        Verify.Diagnostic().WithLocation(1).WithMessage(
            "'gen_ai.tool.call.arguments' is message content and is written even if content capture is off; remove the attribute and write it in code that checks TracedLlmOptions.CaptureContent"));

    [Fact]
    public Task Names_a_pattern_by_its_constant_parts() => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method("span.SetTag($\"gen_ai.prompt.{text.Length}.content\", {|#0:text|});"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'gen_ai.prompt.*.content' is message content and is written even if content capture is off; check TracedLlmOptions.CaptureContent first"));

    [Theory]
    [InlineData("if (options.CaptureContent) { span.SetTag(GenAi.InputMessages, text); }")]
    [InlineData("if (!options.CaptureContent) { return; } span.SetTag(GenAi.InputMessages, text);")]
    [InlineData("span.SetTag(GenAi.InputMessages, options.CaptureContent ? text : null);")]
    [InlineData("var captures = options.CaptureContent; if (captures && text.Length > 0) { span.SetTag(GenAi.InputMessages, text); }")]
    [InlineData("if (options.CaptureContent) { Action write = () => span.SetTag(GenAi.InputMessages, text); }")]
    [InlineData("if (options.CaptureContent) { Write(span, text); }", "void Write(LlmSpan span, string text) => span.SetTag(GenAi.InputMessages, text);")]
    [InlineData("span.SetTag(GenAi.InputMessages, null);")]
    [InlineData("span.SetTag(GenAi.InputMessages, \"redacted\");")]
    [InlineData("span.SetTag(GenAi.RequestModel, text);")]
    [InlineData("span.SetTag(\"app.input.messages.count\", text.Length);")]
    [InlineData("span.SetTag(\"gen_ai.prompt.name\", text);")]
    [InlineData("span.SetTag(text, text);")]
    [InlineData("var pairs = new KeyValuePair<string, object?>(GenAi.InputMessages, text);")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"input.value\", text));")]
    [InlineData("_ = 1;", "[PayloadMap] partial class Map { [PayloadField(\"input\", Tag = GenAi.InputMessages, Content = true)] public string? Input { get; init; } }")]
    [InlineData("_ = 1;", "[PayloadMap] partial class Map { [PayloadField(\"model\", Tag = GenAi.RequestModel)] public string? Model { get; init; } }")]
    [InlineData("_ = 1;", "[GatewayMetadata] partial class Tenant { [MetadataKey(\"input\")] public string? Input { get; set; } }")]
    [InlineData("_ = 1;", "[TracedStage(\"x\")] partial void Stage([SpanTag(GenAi.RequestModel)] string text); void StageCore(string text) { }")]
    public Task Leaves_alone(string statements, string members = "") => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements, members));

    [Fact]
    public Task Says_which_option_to_check() => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method("span.SetTag(GenAi.InputMessages, {|#0:text|});"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "'gen_ai.input.messages' is message content and is written even if content capture is off; check TracedLlmOptions.CaptureContent first or let the route's payload maps write it"));

    [Theory]
    [InlineData("Tag = GenAi.InputMessages", "Tag = GenAi.InputMessages, Content = true")]
    [InlineData("Tag = GenAi.InputMessages, Content = false", "Tag = GenAi.InputMessages, Content = true")]
    public Task Sets_Content_on_a_field(string arguments, string fixedArguments)
    {
        string Map(string attribute) => TelemetryCode.Method("", $"[PayloadMap] partial class Map {{ [{attribute}] public string? Input {{ get; init; }} }}");
        return Verify.VerifyCodeFixAsync(Map($"[|PayloadField(\"input\", {arguments})|]"), Map($"PayloadField(\"input\", {fixedArguments})"));
    }

    [Theory]
    [InlineData("span.SetTag(GenAi.InputMessages, [|text|]);", "options.CaptureContent")]
    [InlineData("activity?.SetTag(\"gen_ai.prompt\", [|text|]);", "options.CaptureContent")]
    [InlineData("activity!.SetTag(\"gen_ai.prompt\", [|text.Trim()|]);", "options.CaptureContent")]
    public async Task Adds_the_check(string write, string asked)
    {
        await Verify.VerifyCodeFixAsync(
            TelemetryCode.Method(write),
            TelemetryCode.Method($"if ({asked})\n        {{\n            {write.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)}\n        }}"));
    }

    [Theory]
    [InlineData("static void Write(LlmSpan span, string text, Microsoft.Extensions.Options.IOptions<TracedLlmOptions> settings)", "", "settings.Value.CaptureContent")]
    [InlineData("void Write(LlmSpan span, string text)", "readonly Microsoft.Extensions.Options.IOptionsMonitor<TracedLlmOptions> _settings = null!;", "_settings.CurrentValue.CaptureContent")]
    [InlineData("static void Write(LlmSpan span, string text)", "static TracedLlmOptions Settings { get; } = new();", "Settings.CaptureContent")]
    public Task Finds_the_options_in_scope(string method, string members, string asked)
    {
        string Code(string write) => TelemetryCode.Method("", $"{members}\n    {method}\n    {{\n        {write}\n    }}");
        return Verify.VerifyCodeFixAsync(
            Code("span.SetTag(GenAi.InputMessages, [|text|]);"),
            Code($"if ({asked})\n        {{\n            span.SetTag(GenAi.InputMessages, text);\n        }}"));
    }

    [Theory]
    [InlineData("span.SetTag(GenAi.RequestModel, \"m\").SetTag(GenAi.InputMessages, [|text|]);", "")]
    [InlineData("if (text.Length > 0) span.SetTag(GenAi.InputMessages, [|text|]);", "")]
    [InlineData("Action write = () => span.SetTag(GenAi.InputMessages, [|text|]);", "")]
    [InlineData("", "void Write(LlmSpan span, string text) { span.SetTag(GenAi.InputMessages, [|text|]); }")]
    [InlineData("", "void Write(LlmSpan span, string text, TracedLlmOptions? settings) { span.SetTag(GenAi.InputMessages, [|text|]); }")]
    [InlineData("", "TracedLlmOptions _settings = new(); static void Write(LlmSpan span, string text) { Action write = () => { span.SetTag(GenAi.InputMessages, [|text|]); }; }")]
    public Task Adds_no_check_without_options_or_around_more_code(string statements, string members) => new RuleFixTest<ContentInTag, ContentInTagFix>
    {
        TestCode = TelemetryCode.Method(statements, members),
        FixedCode = TelemetryCode.Method(statements, members),
    }.RunAsync();

    private sealed class ProgramTest : RuleTest<ContentInTag>
    {
        protected override CSharpCompilationOptions CreateCompilationOptions() => base.CreateCompilationOptions().WithOutputKind(OutputKind.ConsoleApplication);
    }
}
