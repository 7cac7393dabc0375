using System.Globalization;
using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.Langfuse;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>Attributes of single spans that prevent Langfuse from losing or dropping values.</summary>
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

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
