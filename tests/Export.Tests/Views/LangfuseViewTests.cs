using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.LangSmith;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Export.Views.OpenInference;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Testing.Backends;
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

    [Theory]
    [InlineData("o3", """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":20,"output_reasoning_tokens":30,"total":150}""")]
    [InlineData("openai/gpt-5-mini-2025-08-07", """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":20,"output_reasoning_tokens":30,"total":150}""")]
    [InlineData("gemini-2.5-pro", """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":20,"output_reasoning_tokens":30,"total":150}""")]
    [InlineData("gpt-5.4-mini", """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":50,"total":150}""")]
    [InlineData("deepseek-reasoner", """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":50,"total":150}""")]
    [InlineData(null, """{"input":15,"input_cached_tokens":80,"input_cache_creation":5,"output":50,"total":150}""")]
    public void Reasoning_is_a_bucket_of_its_own_where_langfuse_has_a_price_for_it(string? model, string expected) => Assert.Equal(expected, Usage(
        (GenAi.ResponseModel, model), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 50L),
        (GenAi.UsageCacheReadInputTokens, 80L), (GenAi.UsageCacheCreationInputTokens, 5L), (GenAi.UsageReasoningOutputTokens, 30L)));

    [Fact]
    public void With_a_cost_of_its_own_every_part_of_the_usage_is_a_bucket() => Assert.Equal(
        """{"input":90,"input_audio_tokens":10,"output":15,"output_reasoning_tokens":30,"output_audio_tokens":5,"total":150}""",
        Usage(
            (GenAi.ResponseModel, "deepseek-reasoner"), (LiteLlm.CostTotal, 0.5), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 50L),
            (LiteLlm.UsageAudioInputTokens, 10L), (GenAi.UsageReasoningOutputTokens, 30L), (LiteLlm.UsageAudioOutputTokens, 5L)));

    [Fact]
    public void Tokens_that_a_cache_keeps_for_an_hour_are_priced_as_such() => Assert.Equal(
        """{"input":50,"input_cache_creation":10,"input_cache_creation_1h":40,"output":5,"total":105}""",
        Usage(
            (GenAi.ResponseModel, "claude-sonnet-4-5"), (GenAi.UsageInputTokens, 100L), (GenAi.UsageOutputTokens, 5L),
            (GenAi.UsageCacheCreationInputTokens, 50L), (LiteLlm.UsageOneHourCacheCreationInputTokens, 40L)));

    [Theory]
    [InlineData("gpt-4o-audio-preview", """{"input_text_tokens":6,"input_cached_text_tokens":8,"input_cached_audio_tokens":120,"input_audio_tokens":130,"output_text_tokens":22,"output_audio_tokens":100,"total":386}""")]
    [InlineData("gpt-realtime", """{"input_text_tokens":6,"input_cached_text_tokens":8,"input_cached_audio_tokens":120,"input_audio_tokens":130,"output_text_tokens":22,"output_audio_tokens":100,"total":386}""")]
    [InlineData("gemini-live-2.5-flash-native-audio", """{"input_text":6,"input_cached_tokens":128,"input_audio":130,"output_text":22,"output_audio":100,"total":386}""")]
    [InlineData("gemini-2.5-flash", """{"input":6,"input_cached_tokens":128,"input_audio_tokens":130,"output":122,"total":386}""")]
    [InlineData("gemini-2.5-pro", """{"input":136,"input_cached_tokens":128,"output":122,"total":386}""")]
    public void Models_of_audio_have_buckets_of_text_and_audio(string model, string expected) => Assert.Equal(expected, Usage(
        (GenAi.ResponseModel, model), (GenAi.UsageInputTokens, 264L), (GenAi.UsageOutputTokens, 122L), (GenAi.UsageCacheReadInputTokens, 128L),
        (LiteLlm.UsageAudioInputTokens, 250L), (LiteLlm.UsageCachedAudioInputTokens, 120L), (LiteLlm.UsageAudioOutputTokens, 100L)));

    [Theory]
    [InlineData("gpt-4o")]
    [InlineData("o3")]
    [InlineData("gpt-5-mini")]
    [InlineData("gpt-5.4-mini")]
    [InlineData("claude-opus-4-8")]
    [InlineData("gemini-2.5-pro")]
    [InlineData("gemini-2.5-flash-lite")]
    [InlineData("gpt-4o-realtime-preview")]
    [InlineData("google/gemini-live-2.5-flash-native-audio")]
    public void Langfuse_prices_every_token(string model)
    {
        // Only models that report such tokens: Anthropic writes to caches, the others do not; live models report no cached tokens.
        var isClaude = model.StartsWith("claude", StringComparison.Ordinal);
        var isLive = model.Contains("live", StringComparison.Ordinal);
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, model), (GenAi.UsageInputTokens, 264L), (GenAi.UsageOutputTokens, 122L),
            (GenAi.UsageCacheReadInputTokens, isLive ? null : 64L), (GenAi.UsageCacheCreationInputTokens, isClaude ? 50L : null),
            (LiteLlm.UsageOneHourCacheCreationInputTokens, isClaude ? 40L : null), (LiteLlm.UsageAudioInputTokens, isClaude ? null : 100L),
            (LiteLlm.UsageCachedAudioInputTokens, isClaude || isLive ? null : 30L), (LiteLlm.UsageAudioOutputTokens, 20L),
            (GenAi.UsageReasoningOutputTokens, isLive || model.Contains("realtime", StringComparison.Ordinal) ? null : 42L));

        var row = LangfuseObservation.FromSpan(span);
        Assert.Equal((386L, 0L), (row.Usage!["total"], row.UnpricedTokens));
        Assert.Equal(386L, row.Usage.Where(one => one.Key != "total").Sum(one => one.Value));
    }

    [Fact]
    public void A_call_of_an_audio_model_without_audio_is_text() => Assert.Equal(
        """{"input_text_tokens":3,"output_text_tokens":2,"total":5}""",
        Usage((GenAi.ResponseModel, "gpt-4o-audio-preview"), (GenAi.UsageInputTokens, 3L), (GenAi.UsageOutputTokens, 2L)));

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
        Assert.Equal(
            """{"input":0.5,"input_cached_tokens":0.25,"input_cache_creation":0.125,"output":1,"total":1.875}""",
            Cost((LiteLlm.CostInput, 0.875), (LiteLlm.CostCacheRead, 0.25), (LiteLlm.CostCacheCreation, 0.125), (LiteLlm.CostOutput, 1.0), (LiteLlm.CostTotal, 1.875)));
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
        Assert.True(attributes.ContainsKey("langfuse.observation.model.name"));
    }

    [Theory]
    [InlineData(true, true, true, true, true)]
    [InlineData(true, true, false, true, true)]
    [InlineData(true, false, true, true, true)]
    [InlineData(true, false, false, true, true)]
    [InlineData(false, true, false, true, true)]
    [InlineData(false, false, true, true, true)]
    [InlineData(false, false, false, false, true)]
    [InlineData(false, false, false, true, false)]
    public void A_model_is_shown_unless_langfuse_may_not_guess_its_tokens_from_the_text(bool mayGuess, bool hasUsage, bool hasCost, bool hasText, bool isShown)
    {
        var view = new LangfuseView { Settings = new() { GuessesUsage = mayGuess } };
        var span = EncodedSpan.FromActivity(view, _activities.WithTags(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, "gpt-4o-mini"), (LibraryAttributes.Outcome, "ok"),
            (GenAi.OutputMessages, hasText ? """[{"role":"assistant","parts":[]}]""" : null),
            (GenAi.UsageInputTokens, hasUsage ? 3L : null), (LiteLlm.CostTotal, hasCost ? 0.5 : null)));

        Assert.Equal(isShown ? "gpt-4o-mini" : null, span.Attributes["langfuse.observation.model.name"]);
        Assert.Equal(isShown ? null : "gpt-4o-mini", span.Attributes["langfuse.observation.metadata.model"]);
        Assert.Equal(hasUsage, span.Attributes.ContainsKey("langfuse.observation.usage_details"));
    }

    [Theory]
    [InlineData("gpt-4o-2024", "azure-gpt-4o", "gpt-4o-2024")]
    [InlineData(null, "gpt-image-1", "gpt-image-1")]
    [InlineData(null, null, "alias")]
    public void A_call_is_priced_by_the_model_that_answered_or_was_called_and_not_by_the_callers_alias(string? answered, string? called, string expected) =>
        Assert.Equal(expected, Seen(
            (LibraryAttributes.CallType, "aimage_generation"), (GenAi.RequestModel, "alias"), (LiteLlm.ProviderModel, called), (GenAi.ResponseModel, answered),
            (GenAi.UsageInputTokens, 109L)).Attributes["langfuse.observation.model.name"]);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void The_tokens_of_a_failed_call_are_unknown_if_its_provider_began_to_answer(bool hasAnswered, bool isZero) =>
        Assert.Equal(isZero ? """{"input":0,"output":0,"total":0}""" : null, Usage(
            (LibraryAttributes.Attempts, 1L), (HttpAttributes.ErrorType, "guardrail_intervened"), ("otel.status_code", "ERROR"),
            (LibraryAttributes.UsageUnknown, hasAnswered ? true : null)));

    [Fact]
    public void Parameters_are_those_of_the_request_and_the_answered_tier_and_speed_replace_them() => Assert.Equal(
        """{"stream":true,"tool_choice":{"type":"function"},"service_tier":"priority","speed":"fast"}""",
        Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.RequestStream, true), (OpenAi.RequestServiceTier, "auto"),
            (LibraryAttributes.RequestParameters, """{"stream":true,"service_tier":"auto","tool_choice":{"type":"function"},"speed":"standard"}"""),
            (OpenAi.ResponseServiceTier, "priority"), (LibraryAttributes.ResponseSpeed, "fast")).Attributes["langfuse.observation.model.parameters"]);

    [Fact]
    public void Without_the_requests_parameters_those_of_the_conventions_are_sent() => Assert.Equal(
        """{"service_tier":"priority","temperature":0,"max_tokens":5}""",
        Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.RequestMaxTokens, 5L), (GenAi.RequestTemperature, 0.0), (OpenAi.RequestServiceTier, "auto"),
            (OpenAi.ResponseServiceTier, "priority")).Attributes["langfuse.observation.model.parameters"]);

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

    [Theory]
    [InlineData(false, "None", true)]
    [InlineData(false, "Metadata", true)]
    [InlineData(false, "Caller", true)]
    [InlineData(false, "Ambient", false)]
    [InlineData(false, "Header", false)]
    [InlineData(false, "LangfuseHeader", true)]
    [InlineData(true, "Ambient", true)]
    [InlineData(true, "Header", true)]
    public void A_root_keeps_a_parent_that_langfuse_gets(bool keeps, string source, bool isKept)
    {
        var view = new LangfuseView { Settings = new() { KeepsParent = keeps } };
        using var parent = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var root = new Activity("root").Start();
        using var child = new Activity("child").SetParentId(parent.TraceId, parent.SpanId).Start();
        var request = new RequestSnapshot(root, EverySpanTags.None, () => null, Enum.Parse<ParentSource>(source));

        var received = EncodedSpan.FromActivity(view, root, request);
        Assert.Equal(isKept ? parent.SpanId.ToHexString() : "", received.ParentSpanId ?? "");
        Assert.Equal(isKept ? null : parent.SpanId.ToHexString(), received.Attributes["langfuse.observation.metadata.caller_span_id"]);
        Assert.Equal(parent.TraceId.ToHexString(), received.TraceId);
        Assert.Equal(parent.SpanId.ToHexString(), EncodedSpan.FromActivity(view, child, request).ParentSpanId);
        Assert.False(received.Attributes.ContainsKey("langfuse.internal.is_app_root"));
    }

    [Fact]
    public async Task A_trace_under_a_foreign_parent_has_a_name_and_content_as_a_trace_of_its_own()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var foreign = (await gateway.SendAsync("success", headers: ("traceparent", ViewGateway.Caller))).Span(_view, "Received Proxy Server Request");
        var own = (await gateway.SendAsync("success")).Span(_view, "Received Proxy Server Request");

        Assert.Equal("", foreign.ParentSpanId ?? "");
        Assert.Equal(ViewGateway.CallerTrace, foreign.TraceId);
        Assert.All(new[] { "langfuse.trace.name", "langfuse.observation.input", "langfuse.observation.output" }, name => Assert.Equal(own.Attributes[name], foreign.Attributes[name]));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"update_trace_keys\": [\"trace_name\"],", true)]
    [InlineData("\"update_trace_keys\": [\"output\"],", false)]
    public async Task The_root_of_a_joined_trace_does_not_take_the_place_of_the_owners_root(string keys, bool hasParent)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined(keys));
        var another = await gateway.SendAsync("success", Joined(keys));

        var root = request.Span(_view, "Received Proxy Server Request");
        Assert.Equal(ViewGateway.CallerTrace, root.TraceId);
        Assert.Equal(hasParent, !string.IsNullOrEmpty(root.ParentSpanId));
        Assert.Equal(root.ParentSpanId, another.Span(_view, "Received Proxy Server Request").ParentSpanId);
        Assert.NotEqual(root.SpanId, root.ParentSpanId);
    }

    [Fact]
    public async Task The_root_of_a_joined_trace_keeps_the_parent_that_it_names()
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("success", Joined($"\"parent_observation_id\": \"{ViewGateway.CallerSpan}\","));

        Assert.Equal(ViewGateway.CallerSpan, request.Span(_view, "Received Proxy Server Request").ParentSpanId);
    }

    [Theory]
    [InlineData("None", true)]
    [InlineData("Caller", true)]
    [InlineData("Ambient", true)]
    [InlineData("Metadata", false)]
    [InlineData("Header", false)]
    [InlineData("LangfuseHeader", false)]
    public void Usage_can_be_left_to_the_client_whose_trace_the_request_is_in(string source, bool isWritten)
    {
        var call = _activities.WithTags(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ResponseModel, "gpt-4o"), (GenAi.UsageInputTokens, 3L), (LiteLlm.CostTotal, 0.5),
            (GenAi.OutputMessages, """[{"role":"assistant","parts":[]}]"""));
        var request = new RequestSnapshot(_activities.WithTags(), EverySpanTags.None, () => call, Enum.Parse<ParentSource>(source));
        var settings = new ViewSettings { LeavesUsageToClient = true };

        var langfuse = EncodedSpan.FromActivity(new LangfuseView { Settings = settings }, call, request).Attributes;
        var phoenix = EncodedSpan.FromActivity(new OpenInferenceView { Settings = settings }, call, request).Attributes;
        var langSmith = EncodedSpan.FromActivity(new LangSmithView { Settings = settings }, call, request).Attributes;
        Assert.Equal(isWritten, langfuse.ContainsKey("langfuse.observation.usage_details"));
        Assert.Equal(isWritten, langfuse.ContainsKey("langfuse.observation.cost_details"));
        Assert.Equal(isWritten, langfuse.ContainsKey("langfuse.observation.model.name"));
        Assert.Equal(isWritten, phoenix.ContainsKey("llm.token_count.prompt"));
        Assert.Equal(isWritten, phoenix.ContainsKey("llm.cost.total"));
        Assert.Equal(isWritten, langSmith.ContainsKey("langsmith.usage_metadata"));
        Assert.True(EncodedSpan.FromActivity(_view, call, request).Attributes.ContainsKey("langfuse.observation.usage_details"));
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

    private object? Usage(params (string Name, object? Value)[] tags) =>
        Seen([(LibraryAttributes.CallType, "acompletion"), .. tags]).Attributes["langfuse.observation.usage_details"];

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
