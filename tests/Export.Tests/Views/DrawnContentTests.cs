using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Facts;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>What the backends of the tests draw of the views' spans: messages, guardrails, failures, and traces that others own.</summary>
[Collection(ProcessWide.Name)]
public sealed class DrawnContentTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();

    [Theory]
    [InlineData("""{"type":"reasoning","content":"Hm"},{"type":"text","content":"Hi"}""", "reasoning(Hm) + Hi", "reasoning(Hm) + Hi")]
    [InlineData("""{"type":"redacted_thinking","data":"xyz"},{"type":"text","content":"Hi"}""", "reasoning(encrypted) + Hi", "reasoning(encrypted) + Hi")]
    [InlineData("""{"type":"text","content":"Hi"},{"type":"uri","modality":"image","uri":"https://x/a.png","detail":"low"}""", "Hi + image(https://x/a.png)", "Hi + image(https://x/a.png)")]
    [InlineData("""{"type":"blob","modality":"audio","mime_type":"audio/wav","content":"UklGRg=="}""", "audio(UklGRg==)", "audio(data:audio/wav;base64,UklGRg==)")]
    [InlineData("""{"type":"uri","modality":"video","mime_type":"video/mp4","uri":"gs://b/c.mp4"}""", "file(gs://b/c.mp4)", "video(gs://b/c.mp4)")]
    [InlineData("""{"type":"blob","modality":"document","mime_type":"application/pdf","content":"JVBE","filename":"a.pdf"}""", "file(data:application/pdf;base64,JVBE)", "document(data:application/pdf;base64,JVBE)")]
    [InlineData("""{"type":"refusal","content":"No."}""", "No.", "No.")]
    [InlineData("""{"type":"tool_call","id":"c1","name":"look","arguments":{"at":"cat"}}""", """look({"at":"cat"})""", """look({"at":"cat"})""")]
    public void Each_backend_draws_each_kind_of_content(string parts, string expected, string inPhoenix)
    {
        (string, object?)[] tags =
        [
            (LibraryAttributes.CallType, "acompletion"),
            (GenAi.InputMessages, $$"""[{"role":"user","parts":[{{parts}}]}]"""),
            (GenAi.OutputMessages, $$"""[{"role":"assistant","parts":[{{parts}}],"finish_reason":"stop"}]"""),
        ];
        var langfuse = LangfuseObservation.FromSpan(EncodedSpan.FromActivity(new LangfuseView(), _activities.WithTags(tags)));
        var phoenix = PhoenixSpan.FromSpan(EncodedSpan.FromActivity(new OpenInferenceView(), _activities.WithTags(tags)));
        var langSmith = LangSmithRun.FromSpan(EncodedSpan.FromActivity(new LangSmithView(), _activities.WithTags(tags)), "p");

        Assert.Equal([$"user: {expected}", $"assistant: {expected}"], langfuse.InputMessages.Concat(langfuse.OutputMessages));
        Assert.Equal([$"user: {expected}", $"assistant: {expected}"], langSmith.InputMessages.Concat(langSmith.OutputMessages));
        Assert.Equal([$"user: {inPhoenix}", $"assistant: {inPhoenix}"], phoenix.InputMessages.Concat(phoenix.OutputMessages));
        Assert.False(langfuse.HasCutJson || langSmith.HasCutJson || phoenix.ClaimsBrokenJson);
    }

    [Theory]
    [InlineData("""{"model":"gpt","messages":[{"role":"us""", "text/plain")]
    [InlineData("""{"model":"gpt"}""", "application/json")]
    [InlineData("[DONE", "text/plain")]
    [InlineData("data: {}", "text/plain")]
    public void A_body_that_was_cut_does_not_claim_to_be_json(string body, string type)
    {
        (string, object?)[] tags = [(LibraryAttributes.RawRequest, body), (LibraryAttributes.RawResponse, body)];
        var phoenix = PhoenixSpan.FromSpan(EncodedSpan.FromActivity(new OpenInferenceView(), _activities.WithTags(tags)));
        var langfuse = LangfuseObservation.FromSpan(EncodedSpan.FromActivity(new LangfuseView(), _activities.WithTags(tags)));

        Assert.Equal((body, type, body, type), (phoenix.Input, phoenix.InputMimeType, phoenix.Output, phoenix.OutputMimeType));
        Assert.False(phoenix.ClaimsBrokenJson);
        Assert.False(langfuse.HasCutJson);
    }

    [Fact]
    public void Messages_that_are_longer_than_any_attribute_stay_whole()
    {
        var text = string.Concat(Enumerable.Repeat("\ud83c\udf0d \u00fc\"", 200_000));
        (string, object?)[] tags = [(LibraryAttributes.CallType, "acompletion"), (GenAi.InputMessages, $$"""[{"role":"user","parts":[{"type":"text","content":{{System.Text.Json.JsonSerializer.Serialize(text)}}}]}]""")];

        Assert.False(LangfuseObservation.FromSpan(EncodedSpan.FromActivity(new LangfuseView(), _activities.WithTags(tags))).HasCutJson);
        Assert.False(LangSmithRun.FromSpan(EncodedSpan.FromActivity(new LangSmithView(), _activities.WithTags(tags)), "p").HasCutJson);
        Assert.False(PhoenixSpan.FromSpan(EncodedSpan.FromActivity(new OpenInferenceView(), _activities.WithTags(tags))).ClaimsBrokenJson);
    }

    [Theory]
    [InlineData("success", 0, 0, "What is this?")]
    [InlineData("retry", 0, 1, "What is this?")]
    [InlineData("failure", 2, 3, "What is this?")]
    [InlineData("block", 2, 2, "What is this?")]
    public async Task Phoenix_counts_a_failure_on_the_root_and_the_request_and_lists_why(string ending, int errors, int exceptions, string caller)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var spans = (await gateway.SendAsync(ending)).ReceiveSpans(new OpenInferenceView()).Select(PhoenixSpan.FromSpan).ToList();
        var trace = new PhoenixTrace(spans[0].TraceId, spans);

        Assert.Equal((errors, exceptions), (trace.Errors, spans.Count(span => span.Exceptions.Count > 0)));
        Assert.All(spans.Where(span => span.IsError), span => Assert.Equal(span.StatusMessage, Assert.Single(span.Exceptions)));
        Assert.Equal(caller, trace.Turn.Caller);
        Assert.All(spans, span => Assert.False(span.ClaimsBrokenJson));
    }

    [Fact]
    public async Task A_guardrail_is_a_row_of_its_own_with_its_name_its_text_and_its_answer()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("block");
        var langfuse = LangfuseObservation.FromSpan(request.Span(new LangfuseView(), "guardrail"));
        var phoenix = PhoenixSpan.FromSpan(request.Span(new OpenInferenceView(), "guardrail"));
        var langSmith = LangSmithRun.FromSpan(request.Span(new LangSmithView(), "guardrail"), "p");

        Assert.Equal(("guardrail", "pii", "What is this?", "Not that."), (langfuse.Type, langfuse.Name, langfuse.Input, langfuse.Output));
        Assert.Equal(("GUARDRAIL", "pii", "What is this?", "Not that."), (phoenix.Kind, phoenix.Name, phoenix.Input, phoenix.Output));
        Assert.Equal(("chain", "pii", "What is this?", "Not that."), (langSmith.Type, langSmith.Name, langSmith.Inputs, langSmith.Outputs));
        Assert.Equal("WARNING", langfuse.Level);
        Assert.Null(langSmith.Error);
    }

    [Theory]
    [InlineData("failure", "Rate limit reached")]
    [InlineData("block", "Blocked by the guardrail 'pii': violence")]
    public async Task A_failed_request_says_why_in_every_backend_and_costs_nothing(string ending, string why)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync(ending);
        var langfuse = LangfuseObservation.FromSpan(request.Span(new LangfuseView(), "litellm_request"));
        var phoenix = PhoenixSpan.FromSpan(request.Span(new OpenInferenceView(), "litellm_request"));
        var langSmith = LangSmithRun.FromSpan(request.Span(new LangSmithView(), "litellm_request"), "p");

        Assert.StartsWith(why, langfuse.StatusMessage, StringComparison.Ordinal);
        Assert.Equal(("ERROR", 0L, false), (langfuse.Level, langfuse.Usage!["total"], langfuse.IsPricedByGuess));
        Assert.StartsWith(why, phoenix.StatusMessage, StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (phoenix.PromptTokens, phoenix.CompletionTokens));
        Assert.StartsWith(why, langSmith.Error, StringComparison.Ordinal);
        Assert.Equal(langSmith.Error, Assert.Single(langSmith.Exceptions));
    }

    [Fact]
    public async Task A_refused_request_shows_the_model_that_it_asked_for_without_a_price()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("refuse");
        var langfuse = LangfuseObservation.FromSpan(request.Span(new LangfuseView(), "Received Proxy Server Request"));
        var phoenix = PhoenixSpan.FromSpan(request.Span(new OpenInferenceView(), "Received Proxy Server Request"));
        var langSmith = LangSmithRun.FromSpan(request.Span(new LangSmithView(), "Received Proxy Server Request"), "p");

        Assert.Equal(("gpt-4o-mini", null, "span"), (langfuse.Metadata["model"], langfuse.Model, langfuse.Type));
        Assert.Equal(("gpt-4o-mini", "chain"), (langSmith.Metadata["model"], langSmith.Type));
        Assert.Contains("\"model\":\"gpt-4o-mini\"", phoenix.Metadata, StringComparison.Ordinal);
        Assert.Null(phoenix.Model);
    }

    [Theory]
    [InlineData("All")]
    [InlineData("Request")]
    [InlineData("LlmOnly")]
    public async Task A_joined_trace_keeps_name_input_and_output_of_its_owner_in_every_scope(string scope)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var view = new LangfuseView().WithScope(Enum.Parse<LangfuseSpanScope>(scope));
        var request = await gateway.SendAsync("success", ViewGateway.Body.Replace(
            "\"region\"", $"\"existing_trace_id\": \"{ViewGateway.CallerTrace}\", \"region\"", StringComparison.Ordinal));
        var owner = new ReceivedSpan
        {
            TraceId = ViewGateway.CallerTrace,
            SpanId = ViewGateway.CallerSpan,
            Name = "the owner's",
            Attributes = new ReceivedAttributes([new("langfuse.observation.input", "in"), new("langfuse.observation.output", "out")]),
        };
        IReadOnlyList<LangfuseObservation> rows =
        [
            LangfuseObservation.FromSpan(owner),
            .. request.Activities
                .Where(activity => view.Shows(activity, request.Request))
                .Select(activity => LangfuseObservation.FromSpan(EncodedSpan.FromActivity(view, activity, request.Request))),
        ];

        Assert.All([LangfuseTrace.Aggregate(rows), LangfuseTrace.Merge(rows)], trace =>
        {
            Assert.Equal(("the owner's", "in", "out"), (trace.Name, trace.Input, trace.Output));
            Assert.Equal("session-1", trace.SessionId);
            Assert.Single(trace.Observations, row => row.Type == "generation");
            Assert.Single(trace.Orphans);
        });
    }

    public void Dispose() => _activities.Dispose();
}
