using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.CodeFixVerifier<TracedLlm.Analyzers.Privacy.ContentInTag, TracedLlm.CodeFixes.Privacy.ContentInTagFix>;

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
}
