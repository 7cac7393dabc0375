using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views.LiteLlmOtel;
using TracedLlm.Facts;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Views;

/// <summary>LiteLLM's attribute names, without LiteLLM's mistakes.</summary>
public sealed class LiteLlmViewTests : IDisposable
{
    private readonly GeneratedActivities _activities = new();
    private readonly LiteLlmView _view = new();

    [Fact]
    public void A_request_has_the_names_of_its_dashboards()
    {
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ProviderName, "openai"), (GenAi.RequestStream, true), (GenAi.RequestTemperature, 0.0),
            (LiteLlm.UserId, "u"), (LiteLlm.CallId, "c-1"), (GenAi.ResponseFinishReasons, new[] { "stop" }), (GenAi.UsageInputTokens, 3L),
            (GenAi.UsageOutputTokens, 4L), (LiteLlm.CostTotal, 0.5), (LiteLlm.TeamId, "t"), ("litellm.metadata.region", "eu"), (LiteLlm.ModelGroup, "g"));

        Assert.Equal(
            new SortedDictionary<string, object?>(StringComparer.Ordinal)
            {
                ["gen_ai.cost.total_cost"] = 0.5,
                ["gen_ai.request.id"] = "c-1",
                ["gen_ai.request.temperature"] = 0.0,
                ["gen_ai.response.finish_reasons"] = "[\"stop\"]",
                ["gen_ai.system"] = "openai",
                ["gen_ai.usage.input_tokens"] = 3L,
                ["gen_ai.usage.output_tokens"] = 4L,
                ["gen_ai.usage.total_tokens"] = 7L,
                ["litellm.call_id"] = "c-1",
                ["litellm.model_group"] = "g",
                ["llm.is_streaming"] = "True",
                ["llm.request.type"] = "acompletion",
                ["llm.user"] = "u",
                ["metadata.region"] = "eu",
                ["metadata.user_api_key_team_id"] = "t",
                ["user.id"] = "u",
            },
            new SortedDictionary<string, object?>(span.Attributes.ToDictionary(), StringComparer.Ordinal));
    }

    [Fact]
    public void A_guardrail_has_the_names_of_its_dashboards()
    {
        var span = Seen(
            (LibraryAttributes.GuardrailName, "pii"), (LibraryAttributes.GuardrailMode, "pre_call"), (LibraryAttributes.GuardrailStatus, "success"), (LibraryAttributes.GuardrailAction, "mask"),
            (LibraryAttributes.GuardrailMaskedEntities, "{\"email\":2}"), (LibraryAttributes.GuardrailViolationCategories, new[] { "a" }), (LibraryAttributes.GuardrailResponse, "r"));

        Assert.Equal(
            "guardrail_name=pii, guardrail_mode=pre_call, guardrail_status=success, guardrail_action=mask, masked_entity_count={\"email\":2}, guardrail_violation_categories=[\"a\"], guardrail_response=r, openinference.span.kind=GUARDRAIL",
            string.Join(", ", span.Attributes.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    [Fact]
    public void No_provider_and_no_usage_are_not_sent()
    {
        var span = Seen((LibraryAttributes.CallType, "acompletion"));

        Assert.Equal(["llm.request.type", "llm.is_streaming"], span.Attributes.Keys);
        Assert.Equal("False", span.Attributes["llm.is_streaming"]);
    }

    [Fact]
    public void Functions_are_numbered_within_a_bound()
    {
        var tools = string.Join(',', Enumerable.Range(0, 100).Select(number => $$$"""{"type":"function","name":"f{{{number}}}","parameters":{"n":{{{number}}} }}"""));
        var span = Seen(
            (LibraryAttributes.CallType, "acompletion"), (GenAi.ToolDefinitions, $"[{tools}]"),
            (GenAi.OutputMessages, """[{"role":"assistant","parts":[{"type":"text","content":"t"},{"type":"tool_call","id":"1","name":"f0","arguments":{"a":1}}],"finish_reason":"tool_call"}]"""));

        Assert.Equal("f31", span.Attributes["llm.request.functions.31.name"]);
        Assert.Equal("{\"n\":31 }", span.Attributes["llm.request.functions.31.parameters"]);
        Assert.False(span.Attributes.ContainsKey("llm.request.functions.32.name"));
        Assert.Equal("f0", span.Attributes["gen_ai.completion.0.function_call.name"]);
        Assert.Equal("{\"a\":1}", span.Attributes["gen_ai.completion.0.function_call.arguments"]);
    }

    public void Dispose() => _activities.Dispose();

    private ReceivedSpan Seen(params (string Name, object? Value)[] tags) => EncodedSpan.FromActivity(_view, _activities.WithTags(tags));
}
