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

/// <summary>Usage, costs and the model that Langfuse prices them by: nothing is counted twice, guessed or lost.</summary>
[Collection(ProcessWide.Name)]
public sealed class LangfuseUsageTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly LangfuseView _view = new();

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

    public void Dispose() => _activities.Dispose();

    private object? Usage(params (string Name, object? Value)[] tags) =>
        Seen([(LibraryAttributes.CallType, "acompletion"), .. tags]).Attributes["langfuse.observation.usage_details"];

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
