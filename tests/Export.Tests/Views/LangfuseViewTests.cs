using System.Globalization;
using System.Text.Json;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>Attributes that prevent Langfuse from losing, dropping or double-counting values.</summary>
[Collection(ProcessWide.Name)]
public sealed class LangfuseViewTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly LangfuseView _view = new();

    [Theory]
    [InlineData("hello", 3L, "acompletion", "hello", 3L)]
    [InlineData("hello", null, "acompletion", null, null)]
    [InlineData(null, 3L, "acompletion", null, null)]
    [InlineData("hello", 3L, "aembedding", null, null)]
    public void A_prompt_is_linked_by_name_and_integer_version_on_a_generation_alone(string? name, long? version, string callType, string? linked, long? linkedVersion)
    {
        var span = Seen((LibraryAttributes.CallType, callType), (LiteLlm.PromptName, name), (LiteLlm.PromptVersion, version));

        Assert.Equal(linked, span.Attributes["langfuse.observation.prompt.name"]);
        Assert.Equal(linkedVersion, span.Attributes["langfuse.observation.prompt.version"]);
        Assert.Equal(linked is null ? name : null, span.Attributes["langfuse.observation.metadata.prompt_name"]);
        Assert.Equal(linked is null ? version : null, span.Attributes["langfuse.observation.metadata.prompt_version"]);
    }

    [Fact]
    public void Versions_are_texts_and_that_of_the_generation_is_its_own()
    {
        Assert.Equal("7", Seen((LiteLlm.TraceVersion, 7L)).Attributes["langfuse.version"]);
        Assert.Equal("g1", Seen((LiteLlm.TraceVersion, "t1"), (LiteLlm.GenerationVersion, "g1")).Attributes["langfuse.version"]);
    }

    [Fact]
    public void The_completion_starts_at_an_instant_with_its_offset()
    {
        var activity = _activities.WithTags((LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseTimeToFirstChunk, 0.25));
        var text = EncodedSpan.FromActivity(_view, activity).Attributes.Get<string>("langfuse.observation.completion_start_time");

        Assert.EndsWith("+00:00", text, StringComparison.Ordinal);
        Assert.Equal(activity.StartTimeUtc.AddSeconds(0.25), DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).UtcDateTime);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(1e12)]
    public void An_invalid_time_is_left_out(double seconds) => Assert.False(
        Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseTimeToFirstChunk, seconds)).Attributes.ContainsKey("langfuse.observation.completion_start_time"));

    [Theory]
    [InlineData("acompletion", "generation")]
    [InlineData("aembedding", "embedding")]
    [InlineData("arerank", "retriever")]
    [InlineData("amoderation", "guardrail")]
    [InlineData("arun_thread", "agent")]
    [InlineData("afile_list", "span")]
    [InlineData("acount_tokens", "span")]
    public void A_type_is_lower_case_and_that_of_the_api(string callType, string type) =>
        Assert.Equal(type, Seen((LibraryAttributes.CallType, callType)).Attributes["langfuse.observation.type"]);

    [Fact]
    public void A_trace_name_is_truncated_to_langfuses_limit() =>
        Assert.Equal(new string('n', 1000), Seen((LiteLlm.TraceName, new string('n', 1024))).Attributes["langfuse.trace.name"]);

    [Fact]
    public void Buckets_of_usage_exclude_each_other()
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 50L),
            (GenAi.UsageCacheReadInputTokens, 80L), (GenAi.UsageCacheCreationInputTokens, 5L), (GenAi.UsageReasoningOutputTokens, 30L));

        Assert.Equal(
            """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":20,"output_reasoning_tokens":30,"total":150}""",
            span.Attributes["langfuse.observation.usage_details"]);
    }

    [Fact]
    public void Buckets_that_overlap_still_add_up_to_the_total()
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.UsageInputTokens, 264L), (GenAi.UsageOutputTokens, 122L), (GenAi.UsageCacheReadInputTokens, 128L),
            (GenAi.UsageReasoningOutputTokens, 42L), (LiteLlm.UsageAudioInputTokens, 258L), (LiteLlm.UsageAudioOutputTokens, 200L));
        using var usage = JsonDocument.Parse(span.Attributes.Get<string>("langfuse.observation.usage_details"));
        var buckets = usage.RootElement.EnumerateObject().ToDictionary(bucket => bucket.Name, bucket => bucket.Value.GetInt64());

        Assert.All(buckets.Values, tokens => Assert.InRange(tokens, 0, long.MaxValue));
        Assert.Equal(386, buckets["total"]);
        Assert.Equal(386, buckets.Where(bucket => bucket.Key != "total").Sum(bucket => bucket.Value));
    }

    [Fact]
    public void A_cost_is_a_number_and_has_a_total()
    {
        Assert.Equal("""{"input":0.1,"output":0.25,"total":0.35}""", Cost((LiteLlm.CostInput, 0.1), (LiteLlm.CostOutput, 0.25)));
        Assert.Equal("""{"total":0}""", Cost((LiteLlm.CostTotal, 0.0)));
        Assert.Null(Cost((LiteLlm.CostTotal, double.NaN)));
        Assert.Null(Cost((LiteLlm.CostTotal, -1.0)));
        Assert.Null(Cost((LiteLlm.CostTotal, "0.1")));

        object? Cost(params (string, object?)[] tags) => Seen([(LibraryAttributes.CallType, "acompletion"), .. tags]).Attributes["langfuse.observation.cost_details"];
    }

    [Theory]
    [InlineData("block", true)]
    [InlineData("failure", true)]
    [InlineData("cache", true)]
    [InlineData("cut", false)]
    public async Task Usage_is_zero_if_nothing_was_used_and_absent_if_unknown(string ending, bool isZero)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var attributes = (await gateway.SendAsync(ending)).Span(_view, "litellm_request").Attributes;

        Assert.Equal(isZero ? """{"input":0,"output":0,"total":0}""" : null, attributes["langfuse.observation.usage_details"]);

        // A row with a model and text but no usage is priced by guess.
        Assert.Equal(isZero, attributes.ContainsKey("langfuse.observation.model.name"));
        Assert.Equal(!isZero, attributes.ContainsKey("langfuse.observation.metadata.model"));
    }

    [Theory]
    [InlineData(true, true, true)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    [InlineData(false, false, false)]
    public void A_model_that_answered_has_a_price_where_usage_or_cost_is_known(bool hasUsage, bool hasCost, bool isPriced)
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, "gpt-4o-mini"), (LibraryAttributes.Outcome, "ok"), (GenAi.OutputMessages, """[{"role":"assistant","parts":[]}]"""),
            (GenAi.UsageInputTokens, hasUsage ? 3L : null), (LiteLlm.CostTotal, hasCost ? 0.5 : null));

        Assert.Equal(isPriced ? "gpt-4o-mini" : null, span.Attributes["langfuse.observation.model.name"]);
        Assert.Equal(isPriced ? null : "gpt-4o-mini", span.Attributes["langfuse.observation.metadata.model"]);
        Assert.Equal(hasUsage, span.Attributes.ContainsKey("langfuse.observation.usage_details"));
    }

    [Fact]
    public async Task Only_the_generation_has_a_model_or_usage()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("retry");

        Assert.All(request.ReceiveSpans(_view).Where(span => span.Name != "greet"), span =>
        {
            Assert.NotEqual("generation", span.Attributes["langfuse.observation.type"]);
            Assert.DoesNotContain(span.Attributes.Keys, key => key.Contains("model.name") || key.Contains("usage") || key.Contains("cost"));
        });
    }

    [Fact]
    public async Task User_and_trace_fields_are_on_every_row()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span =>
        {
            Assert.Equal("user-7", span.Attributes["user.id"]);
            Assert.Equal("session-1", span.Attributes["session.id"]);
            Assert.Equal("greeting", span.Attributes["langfuse.trace.name"]);
            Assert.Equal(["red", "blue"], span.Attributes.Get<object?[]>("langfuse.trace.tags"));
            Assert.Equal("eu", span.Attributes["langfuse.trace.metadata.region"]);
        });
    }

    [Fact]
    public async Task The_root_has_what_was_said_as_text_and_the_request_has_the_messages()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");
        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        var generation = request.Span(_view, "litellm_request").Attributes;

        Assert.Equal("What is this?", root["langfuse.observation.input"]);
        Assert.Equal("Hello! How can I assist you today?", root["langfuse.observation.output"]);
        Assert.StartsWith("{\"messages\":[", generation.Get<string>("langfuse.observation.input"), StringComparison.Ordinal);
        Assert.Equal("""{"role":"assistant","content":"Hello! How can I assist you today?"}""", generation["langfuse.observation.output"]);
        Assert.False(root.ContainsKey("langfuse.observation.usage_details"));
    }

    [Fact]
    public async Task Without_captured_content_there_is_no_input_nor_output()
    {
        await using var gateway = await ViewGateway.StartAsync(content: false);
        var request = await gateway.SendAsync("success");

        Assert.All(request.ReceiveSpans(_view), span => Assert.DoesNotContain(span.Attributes.Keys, key => key.EndsWith(".input", StringComparison.Ordinal) || key.EndsWith(".output", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_masked_input_is_masked_on_the_root_too()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", ViewGateway.Body.Replace("\"region\"", "\"mask_input\": true, \"region\"", StringComparison.Ordinal));

        Assert.Equal("redacted-by-litellm", request.Span(_view, "Received Proxy Server Request").Attributes["langfuse.observation.input"]);
        Assert.Equal("redacted-by-litellm", request.Span(_view, "litellm_request").Attributes["langfuse.observation.input"]);
    }

    [Fact]
    public void Tool_calls_have_the_form_that_langfuse_finds_them_by()
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.OutputMessages, """[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"look","arguments":{"at":"a \"b\""}}],"finish_reason":"tool_calls"}]"""));

        Assert.Equal(
            """{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{\"at\":\"a \\\"b\\\"\"}"}}]}""",
            span.Attributes["langfuse.observation.output"]);
    }

    [Fact]
    public void Several_answers_are_several_messages()
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"), (GenAi.OutputMessages, """[{"role":"assistant","parts":[{"type":"text","content":"a"}],"finish_reason":"stop"},{"role":"assistant","parts":[{"type":"text","content":"b"}],"finish_reason":"length"}]"""));

        Assert.Equal(
            """[{"role":"assistant","content":"a"},{"role":"assistant","content":"b"}]""",
            span.Attributes["langfuse.observation.output"]);
    }

    [Fact]
    public void A_tool_of_a_framework_does_not_name_the_row()
    {
        var span = Seen(("gen_ai.tool.name", "search"), ("gen_ai.usage.cache_write.input_tokens", 5L), ("gen_ai.prompt.name", "p"));

        Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("gen_ai.", StringComparison.Ordinal));
        Assert.Equal("search", span.Attributes["langfuse.observation.metadata.tool.name"]);
    }

    [Fact]
    public async Task A_joined_trace_keeps_its_fields_except_the_update_trace_keys()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined(""));

        Assert.All(request.ReceiveSpans(_view), span =>
        {
            Assert.DoesNotContain(span.Attributes.Keys, key => key.StartsWith("langfuse.trace.", StringComparison.Ordinal));
            Assert.False(span.Attributes.ContainsKey("langfuse.release"));
            Assert.False(span.Attributes.ContainsKey("langfuse.version"));
            Assert.Equal("session-1", span.Attributes["session.id"]);
            Assert.Equal("user-7", span.Attributes["user.id"]);
            Assert.Equal("eu", span.Attributes["langfuse.observation.metadata.region"]);
        });
        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        Assert.DoesNotContain(root.Keys, key => key is "langfuse.observation.input" or "langfuse.observation.output" or "langfuse.internal.is_app_root");
        Assert.Equal("mobile", root["langfuse.observation.metadata.user_api_key_alias"]);
    }

    [Fact]
    public async Task The_fields_that_a_joined_trace_lets_change_are_sent()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined("""
            "update_trace_keys": ["trace_name", "tags", "output"],
            """));

        var root = request.Span(_view, "Received Proxy Server Request").Attributes;
        Assert.Equal("greeting", root["langfuse.trace.name"]);
        Assert.True(root.ContainsKey("langfuse.trace.tags"));
        Assert.True(root.ContainsKey("langfuse.observation.output"));
        Assert.False(root.ContainsKey("langfuse.observation.input"));
        Assert.False(root.ContainsKey("langfuse.trace.metadata"));
        Assert.False(root.ContainsKey("langfuse.release"));
    }

    [Fact]
    public async Task A_root_under_a_foreign_parent_is_marked_and_one_in_a_named_trace_is_not()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var foreign = await gateway.SendAsync("success", headers: ("traceparent", ViewGateway.Caller));
        var own = await gateway.SendAsync("success");
        var named = await gateway.SendAsync("success", ViewGateway.Body.Replace(
            "\"region\"", $"\"trace_id\": \"{ViewGateway.CallerTrace}\", \"parent_observation_id\": \"{ViewGateway.CallerSpan}\", \"region\"", StringComparison.Ordinal));

        Assert.Equal(true, IsAppRoot(foreign));
        Assert.Null(IsAppRoot(own));
        Assert.Null(IsAppRoot(named));
        Assert.Equal(ViewGateway.CallerSpan, named.Span(_view, "Received Proxy Server Request").ParentSpanId);
        Assert.Single(foreign.ReceiveSpans(_view), span => span.Attributes.ContainsKey("langfuse.internal.is_app_root"));

        object? IsAppRoot(ViewedRequest request) => request.Span(_view, "Received Proxy Server Request").Attributes["langfuse.internal.is_app_root"];
    }

    [Theory]
    [InlineData("None", false)]
    [InlineData("Metadata", false)]
    [InlineData("Caller", false)]
    [InlineData("Ambient", true)]
    [InlineData("Header", true)]
    public void The_source_of_the_parent_decides_whether_the_root_is_marked(string source, bool isMarked)
    {
        var root = _activities.WithTags((LibraryAttributes.Outcome, "ok"));
        var request = new RequestSnapshot(root, EverySpanTags.None, () => null, Enum.Parse<ParentSource>(source));

        Assert.Equal(isMarked ? true : null, EncodedSpan.FromActivity(_view, root, request).Attributes["langfuse.internal.is_app_root"]);
        Assert.False(EncodedSpan.FromActivity(_view, _activities.WithTags(), request).Attributes.ContainsKey("langfuse.internal.is_app_root"));
    }

    [Fact]
    public async Task A_span_that_ended_before_the_fields_were_known_has_them()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success");
        var settled = request with { Request = request.Request with { EverySpan = request.Request.EverySpan.SetTag("litellm.metadata.late", "x").SetTag(LiteLlm.SessionId, "other") } };
        var span = settled.Span(_view, "auth");

        Assert.Equal("x", span.Attributes["langfuse.trace.metadata.late"]);
        Assert.Equal("session-1", span.Attributes["session.id"]);
    }

    [Fact]
    public void The_error_is_in_the_status()
    {
        using var made = new Console.MadeActivities();
        var span = EncodedSpan.FromActivity(_view, made.Make("call", null, 0, 1, error: true, tags: (HttpAttributes.ErrorType, "429")));

        Assert.Equal((ReceivedStatus.Error, "429"), (span.Status, span.StatusMessage));
        Assert.Equal("ERROR", span.Attributes["langfuse.observation.level"]);
    }

    [Fact]
    public void An_applications_word_does_not_stand_beside_the_views()
    {
        var span = Seen(("langfuse.observation.type", "tool"), ("langfuse.public", true), ("openinference.span.kind", "LLM"), ("app.tenant", "t"));

        Assert.Equal(["langfuse.public", "app.tenant", "langfuse.observation.type"], span.Attributes.Keys);
        Assert.Equal("span", span.Attributes["langfuse.observation.type"]);
    }

    [Theory]
    [InlineData("input.value")]
    [InlineData("output.mime_type")]
    [InlineData("input")]
    [InlineData("output")]
    [InlineData("model")]
    [InlineData("metadata")]
    [InlineData("tag.tags")]
    [InlineData("retrieval.documents.0.document.content")]
    [InlineData("reranker.query")]
    [InlineData("embedding.model_name")]
    [InlineData("ai.telemetry.metadata.userId")]
    [InlineData("traceloop.entity.input")]
    [InlineData("genkit:name")]
    public void Attributes_that_Langfuse_reads_as_another_librarys_become_metadata(string name)
    {
        var span = Seen((name, "own"), ("app.input.value", "own"), ("inputs", "own"));

        Assert.Equal([$"langfuse.observation.metadata.attributes.{name}", "app.input.value", "inputs", "langfuse.observation.type"], span.Attributes.Keys);
        Assert.Equal("own", span.Attributes[$"langfuse.observation.metadata.attributes.{name}"]);
    }

    public void Dispose() => _activities.Dispose();

    private static string Joined(string more) =>
        ViewGateway.Body.Replace("\"region\"", $"{more} \"existing_trace_id\": \"{ViewGateway.CallerTrace}\", \"region\"", StringComparison.Ordinal);

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
