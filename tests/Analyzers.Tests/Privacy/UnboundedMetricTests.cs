using TracedLlm.Analyzers.Privacy;
using TracedLlm.CodeFixes.Privacy;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Privacy.UnboundedMetric, TracedLlm.CodeFixes.Privacy.UnboundedMetricFix>;

namespace TracedLlm.Analyzers.Tests.Privacy;

/// <summary>TLM5003, <see cref="UnboundedMetric"/> and <see cref="UnboundedMetricFix"/>.</summary>
public class UnboundedMetricTests
{
    [Theory]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"user.id\", [|user.Id|]));")]
    [InlineData("Requests.Add(1, new(\"user_id\", [|user.Id|]), new(\"model\", text));")]
    [InlineData("Duration.Record(1.0, [new(\"session.id\", [|text|])]);")]
    [InlineData("Duration.Record(1.0, new KeyValuePair<string, object?>[] { new(\"gen_ai.conversation.id\", [|text|]) });")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"litellm.call_id\", [|text|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"traceId\", [|text|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", [|Activity.Current!.TraceId.ToString()|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", [|activity?.SpanId|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", [|http.TraceIdentifier|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", [|LlmTrace.Current!.CallId|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", [|$\"{Guid.NewGuid()}\"|]));")]
    [InlineData("var tags = new TagList { { \"user.id\", [|user.Id|] } }; Requests.Add(1, tags);")]
    [InlineData("var tags = new TagList(); tags.Add(\"user.id\", [|user.Id|]); Requests.Add(1, in tags);")]
    [InlineData("Requests.Add(1, new TagList { { \"user.id\", [|user.Id|] } });")]
    [InlineData("var tags = new KeyValuePair<string, object?>[] { new(\"user.id\", [|user.Id|]) }; Requests.Add(1, tags);")]
    [InlineData("var tags = new KeyValuePair<string, object?>[1]; tags[0] = new(\"user.id\", [|user.Id|]); Requests.Add(1, tags);")]
    [InlineData("var tags = new TagList(); tags[0] = new(\"user.id\", [|user.Id|]); Requests.Add(1, tags);")]
    [InlineData("var tags = new TagList(); tags.Add(new KeyValuePair<string, object?>(\"user.id\", [|user.Id|])); Requests.Add(1, tags);")]
    [InlineData("var pair = new KeyValuePair<string, object?>(\"user.id\", [|user.Id|]); Requests.Add(1, pair);")]
    [InlineData("var m = new Measurement<long>(1, new KeyValuePair<string, object?>(\"user.id\", [|user.Id|]));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"gen_ai.input.messages\", [|text|]));")]
    [InlineData("var tags = new TagList { { \"user.id\", [|user.Id|] } }; using var started = Source.StartActivity(\"x\", ActivityKind.Client, default(ActivityContext), tags); Requests.Add(1, tags);")]
    public Task Flags(string statements) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements));

    [Theory]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"model\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"team.id\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"http.route\", text), new(\"http.response.status_code\", 200));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"user.id\", \"anonymous\"));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"has_session_id\", text.Length > 0));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"user.id.present\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"deployment.id\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"prompt\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"a\", Activity.Current!.Kind));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(text, text));")]
    [InlineData("span.SetTag(\"user.id\", user.Id);")]
    [InlineData("activity?.SetTag(\"session.id\", text);")]
    [InlineData("using var started = LlmSpan.StartStage(\"x\", [new(\"user.id\", user.Id)]);")]
    [InlineData("var pair = new KeyValuePair<string, object?>(\"user.id\", user.Id);")]
    [InlineData("var map = new Dictionary<string, object?>(); map.Add(\"user.id\", user.Id);")]
    [InlineData("var tags = new TagList { { \"user.id\", user.Id } }; foreach (var tag in tags) { span.SetTag(tag.Key, tag.Value); }")]
    [InlineData("var map = new Dictionary<string, object?> { [\"user.id\"] = user.Id }; http.Items[\"user.id\"] = user.Id;")]
    [InlineData("var set = new HashSet<string>(); set.Add(user.Id);")]
    [InlineData("Requests.Add(user.Id.Length);")]
    public Task Leaves_alone(string statements) => Verify.VerifyAnalyzerAsync(TelemetryCode.Method(statements));

    [Theory]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"session.id\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"User.Id\", text));")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"litellm.call_id\", [|text|]));")]
    public Task An_option_allows_bounded_names(string statements) => new RuleTest<UnboundedMetric>
    {
        TestCode = TelemetryCode.Method(statements),
        EditorConfig = "tlm5003.bounded_names = session.id, user.id",
    }.RunAsync();

    [Fact]
    public Task Says_which_values() => Verify.VerifyAnalyzerAsync(
        TelemetryCode.Method("Requests.Add(1, new KeyValuePair<string, object?>(\"user.id\", {|#0:user.Id|}));"),
        Verify.Diagnostic().WithLocation(0).WithMessage("The metric attribute 'user.id' has as many values as there are users, and each value adds a time series; write it to the span instead"));

    [Theory]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"user.id\", [|user.Id|]));", "Requests.Add(1);")]
    [InlineData("Requests.Add(1, new KeyValuePair<string, object?>(\"model\", text), new(\"user.id\", [|user.Id|]));", "Requests.Add(1, new KeyValuePair<string, object?>(\"model\", text));")]
    [InlineData("Requests.Add(1, KeyValuePair.Create(\"model\", (object?)text), KeyValuePair.Create(\"user.id\", [|(object?)user.Id|]));", "Requests.Add(1, KeyValuePair.Create(\"model\", (object?)text));")]
    [InlineData("Duration.Record(1.0, [KeyValuePair.Create<string, object?>(\"user.id\", [|user.Id|])]);", "Duration.Record(1.0, []);")]
    [InlineData("Duration.Record(1.0, [new(\"model\", text), new(\"user.id\", [|user.Id|])]);", "Duration.Record(1.0, [new(\"model\", text)]);")]
    [InlineData("var tags = new TagList { { \"model\", text }, { \"user.id\", [|user.Id|] } }; Requests.Add(1, tags);", "var tags = new TagList { { \"model\", text } }; Requests.Add(1, tags);")]
    [InlineData("var tags = new TagList(); tags.Add(\"user.id\", [|user.Id|]); Requests.Add(1, in tags);", "var tags = new TagList(); Requests.Add(1, in tags);")]
    public Task Removes_the_attribute(string statements, string fixedStatements) => Verify.VerifyCodeFixAsync(TelemetryCode.Method(statements), TelemetryCode.Method(fixedStatements));
}
