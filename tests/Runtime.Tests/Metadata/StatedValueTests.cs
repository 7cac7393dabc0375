using TracedLlm.Requests;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Metadata;

/// <summary>Values that a gateway sets, besides the values of request and response.</summary>
[Collection(ProcessWide.Name)]
public sealed class StatedValueTests
{
    private static readonly LlmCaller Caller = new()
    {
        KeyHash = "88dc28d0",
        KeyAlias = "batch",
        TeamId = "t-1",
        TeamAlias = "search",
        OrganizationId = "o-1",
        UserId = "owner",
    };

    [Fact]
    public void The_caller_is_on_the_root_and_litellm_request_and_its_user_on_every_span()
    {
        using var request = new TracedRequest();
        using (LlmSpan.StartStage(LlmStage.Auth))
        {
            request.Trace.SetCaller(Caller);
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.api_key.alias=batch, litellm.api_key.hash=88dc28d0, litellm.api_key.user_id=owner, litellm.org.id=o-1, litellm.team.alias=search, litellm.team.id=t-1, user.id=owner}
            ├─ litellm_request  {litellm.api_key.alias=batch, litellm.api_key.hash=88dc28d0, litellm.api_key.user_id=owner, litellm.org.id=o-1, litellm.team.alias=search, litellm.team.id=t-1, user.id=owner}
            └─ auth  {user.id=owner}
            """,
            request.End(200, "litellm.api_key.", "litellm.team.", "litellm.org.", "user.id"));
    }

    [Fact]
    public void Every_attempt_has_the_caller_also_if_the_caller_is_known_while_it_runs()
    {
        using var request = new TracedRequest();
        var ended = LlmSpan.StartCall("ended");
        ended.End();
        using (var open = LlmSpan.StartCall("open"))
        {
            request.Trace.SetCaller(new LlmCaller { KeyAlias = "first", TeamId = "t-1" });
            request.Trace.SetRootTag(LiteLlm.ApiKeyAlias, "batch");
        }

        using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PostCall))
        {
            LlmSpan.StartCall("judge").End();
        }

        using (var failed = LlmSpan.StartCall("failed"))
        {
            failed.RecordException(new HttpRequestException("refused"));
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.api_key.alias=batch, litellm.team.id=t-1}
            └─ litellm_request  {litellm.api_key.alias=batch, litellm.team.id=t-1}
               ├─ chat ended [CLIENT]
               ├─ chat open [CLIENT]  {litellm.api_key.alias=batch, litellm.team.id=t-1}
               ├─ guardrail
               │  └─ chat judge [CLIENT]
               └─ chat failed [CLIENT] ERROR "refused"  {litellm.api_key.alias=batch, litellm.team.id=t-1}
                  └─ • exception
            """,
            request.End(200, "litellm.api_key.", "litellm.team."));
    }

    [Fact]
    public void A_sequence_that_is_enumerated_again_has_the_caller_once()
    {
        using var request = new TracedRequest();
        request.Trace.SetCaller(new LlmCaller { TeamId = "t-1" });
        var items = LlmSpan.StartCall("m").EndWith(new[] { 1 }.AsEnumerable());
        Assert.Equal([1], items);
        Assert.Equal([1], items);

        request.End();

        Assert.Equal(["t-1", "t-1"], request.EndedAll("chat m").Select(attempt => attempt.TagObjects.Single(tag => tag.Key == LiteLlm.TeamId).Value));
    }

    [Fact]
    public void The_caller_is_known_without_a_listener_too()
    {
        var state = UnrecordedRequests.Open();

        LlmTrace.FromState(state).SetCaller(Caller);

        Assert.Equal(Caller, LlmTrace.FromState(state).Caller);
        state.Close();
    }

    [Fact]
    public void The_caller_can_be_asked_for_however_it_was_stated()
    {
        using var request = new TracedRequest();
        Assert.Equal(new LlmCaller(), request.Trace.Caller);

        request.Trace.SetCaller(new LlmCaller { KeyHash = "88dc28d0", KeyAlias = "batch", UserId = "owner" });
        LlmSpan.StartStage(LlmStage.Auth)
            .SetRootTag(LiteLlm.TeamId, "t-1").SetRootTag(LiteLlm.TeamAlias, "search").SetRootTag(LiteLlm.OrganizationId, "o-1").End();

        Assert.Equal(Caller, request.Trace.Caller);
    }

    [Fact]
    public void The_keys_user_is_not_the_requests_where_the_request_names_one()
    {
        using var request = new TracedRequest();
        request.Trace.SetTraceTag("user.id", "named");
        request.Trace.SetCaller(Caller);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {litellm.api_key.user_id=owner, user.id=named}
            └─ litellm_request  {litellm.api_key.user_id=owner, user.id=named}
            """,
            request.End(200, "litellm.api_key.user_id", "user.id"));
    }

    [Fact]
    public void A_user_that_the_request_turns_out_to_name_takes_the_place_of_the_keys()
    {
        using var request = new TracedRequest();
        using var open = LlmSpan.StartStage(LlmStage.Auth);
        request.Trace.SetCaller(Caller);
        request.State.AddLateMetadata(new() { User = new("\"named\""u8.ToArray()) }, link: false, content: false);
        request.Trace.SetCaller(Caller with { UserId = "another owner" });
        open.End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {user.id=named}
            ├─ litellm_request  {user.id=named}
            └─ auth  {user.id=named}
            """,
            request.End(200, "user.id"));
    }

    [Fact]
    public void The_user_of_a_SpanTag_is_the_keys_user()
    {
        using var request = new TracedRequest();
        LlmSpan.StartStage(LlmStage.Auth).SetRootTag(LiteLlm.ApiKeyUserId, "owner").End();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {user.id=owner}
            ├─ litellm_request  {user.id=owner}
            └─ auth  {user.id=owner}
            """,
            request.End(200, "user.id"));
    }

    [Fact]
    public void A_key_is_written_as_its_hash_even_where_a_hash_was_asked_for()
    {
        // LiteLLM's hash of the key in its own documentation.
        const string Hash = "88dc28d0f030c55ed4ab77ed8faf098196cb1c05df778539800c9f1243fe6b4b";

        Assert.Equal(Hash, LlmCaller.HashKey("sk-1234"));
        Assert.Equal(Hash, new LlmCaller { KeyHash = "sk-1234" }.KeyHash);
        Assert.Equal(Hash, new LlmCaller { KeyHash = Hash }.KeyHash);
    }

    [Fact]
    public void Values_set_by_the_gateway_have_precedence_over_the_response_in_either_order()
    {
        using var request = new TracedRequest();
        request.State.Request.SetTag(GenAi.UsageInputTokens, 1L, RequestTagSource.Provider);
        request.Trace.SetUsage(new() { InputTokens = 10, OutputTokens = 20, CacheReadInputTokens = 3, CacheCreationInputTokens = 4, ReasoningOutputTokens = 5 });
        request.Trace.SetCost(0.5, 0.2, 0.3);
        using (LlmSpan.StartCall("m"))
        {
        }

        request.State.Request.SetTag(GenAi.UsageOutputTokens, 2L, RequestTagSource.Provider);
        request.State.Request.SetTag(LiteLlm.CostTotal, 9.0, RequestTagSource.Provider);
        request.Trace.SetRequestTag(GenAi.UsageInputTokens, 3L);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request  {gen_ai.usage.cache_creation.input_tokens=4, gen_ai.usage.cache_read.input_tokens=3, gen_ai.usage.input_tokens=10, gen_ai.usage.output_tokens=20, gen_ai.usage.reasoning.output_tokens=5, litellm.cost.input=0.2, litellm.cost.output=0.3, litellm.cost.total=0.5}
               └─ chat m [CLIENT]
            """,
            request.End(200, "gen_ai.usage.", "litellm.cost."));
    }

    [Fact]
    public void The_providers_response_has_priority_over_the_gateways_response_and_a_later_count_over_an_earlier_one()
    {
        using var request = new TracedRequest();
        request.State.Request.SetTag(GenAi.UsageInputTokens, 1L, RequestTagSource.GatewayResponse);
        request.State.Request.SetTag(GenAi.UsageInputTokens, 2L, RequestTagSource.Provider);
        request.State.Request.SetTag(GenAi.UsageInputTokens, 3L, RequestTagSource.GatewayResponse);
        request.State.Request.SetTag(GenAi.UsageOutputTokens, 4L, RequestTagSource.Provider);
        request.State.Request.SetTag(GenAi.UsageOutputTokens, 5L, RequestTagSource.Provider);
        request.State.Request.SetTag(GenAi.UsageReasoningOutputTokens, 6L, RequestTagSource.GatewayResponse);

        Assert.Contains(
            "litellm_request  {gen_ai.usage.input_tokens=2, gen_ai.usage.output_tokens=5, gen_ai.usage.reasoning.output_tokens=6}",
            request.End(200, "gen_ai.usage."));
    }

    [Fact]
    public async Task Results_of_a_typed_call_are_on_litellm_request_and_trace_attributes_on_every_span()
    {
        using var request = new TracedRequest();
        await new TypedSdk().CompleteAsync("session");
        using (LlmSpan.StartStage("after"))
        {
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)  {session.id=session, user.id=u-1}
            ├─ litellm_request  {gen_ai.usage.input_tokens=7, gen_ai.usage.output_tokens=8, session.id=session, user.id=u-1}
            │  └─ chat [CLIENT]  {session.id=session, user.id=u-1}
            └─ after  {session.id=session, user.id=u-1}
            """,
            request.End(200, "gen_ai.usage.", "session.id", "user.id"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cache_hit_costs_nothing_and_uses_no_tokens(bool open)
    {
        using var request = new TracedRequest();
        if (open)
        {
            request.State.Request.Open();
        }

        request.State.Request.SetTag(GenAi.UsageInputTokens, 1L, RequestTagSource.Provider);
        request.State.Request.SetTag(LiteLlm.CostInput, 0.1, RequestTagSource.Provider);
        request.Trace.SetCacheHit(true);
        request.State.Request.SetTag(GenAi.UsageOutputTokens, 2L, RequestTagSource.GatewayResponse);
        request.State.Request.SetTag(LiteLlm.CostTotal, 0.1, RequestTagSource.GatewayResponse);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] (parent caller)
            └─ litellm_request  {litellm.cache_hit=true, litellm.cost.total=0.0}
            """,
            request.End(200, "gen_ai.usage.", "litellm.cost.", "litellm.cache_hit"));
    }

    [Fact]
    public void A_cache_miss_sets_only_its_own_attribute()
    {
        using var request = new TracedRequest();
        request.Trace.SetCacheHit(false);

        Assert.Contains("litellm_request  {litellm.cache_hit=false}", request.End(200, "litellm.cost.", "litellm.cache_hit"));
    }

    [Fact]
    public void A_stated_prompt_takes_the_place_of_the_requests_and_of_its_version()
    {
        using var request = new TracedRequest();
        request.State.AddLateMetadata(new() { Metadata = """{"prompt": {"name": "p", "version": 3}}"""u8.ToArray() }, link: false, content: false);
        request.Trace.SetPrompt("stated");
        request.State.AddLateMetadata(new() { Metadata = """{"prompt": {"name": "p", "version": 3}}"""u8.ToArray() }, link: false, content: false);

        Assert.Contains("litellm_request  {litellm.prompt.name=stated}", request.End(200, "litellm.prompt."));
    }

    [Fact]
    public void A_stated_prompt_has_its_version_as_an_integer()
    {
        using var request = new TracedRequest();
        request.Trace.SetPrompt("stated", 4);
        request.End();

        Assert.Equal(4L, request.Ended("litellm_request").GetTagItem("litellm.prompt.version"));
    }
}
