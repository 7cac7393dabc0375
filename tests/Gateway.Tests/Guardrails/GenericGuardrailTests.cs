using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Guardrails;

public sealed class GenericGuardrailTests
{
    private const string Request = """{"model":"m","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hello"}]}""";

    [Fact]
    public async Task It_is_asked_in_LiteLLMs_words()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, "api_key: secret, additional_provider_specific_params: { level: 3 }"));

        using var response = await gateway.PostAsync(
            "/v1/chat/completions", Request, ("x-litellm-call-id", "call-1"), ("Authorization", "Bearer sk-1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var question = Assert.Single(service.Requests);
        Assert.Equal("/beta/litellm_basic_guardrail_api", question.Path);
        Assert.Equal("secret", question.Headers["x-api-key"]);
        Assert.DoesNotContain("Authorization", question.Headers.Keys);
        Assert.Equal(
            $$$"""{"texts":["be kind","hello"],"request_data":{"user_api_key_hash":"{{{new ApiKey("sk-1").Hash}}}","user_api_key_alias":"one","user_api_key_user_id":"u","user_api_key_team_id":"t","user_api_key_team_alias":"tt"},"input_type":"request","litellm_call_id":"call-1","litellm_trace_id":"call-1","additional_provider_specific_params":{"level":3}}""",
            question.Body);
    }

    [Fact]
    public async Task It_is_shown_the_response_after_the_call()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, "").Replace("pre_call", "post_call", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Contains("""{"texts":["Hello from demo. You said: hello"],""", Assert.Single(service.Requests).Body, StringComparison.Ordinal);
        Assert.Contains("\"input_type\":\"response\"", service.Requests[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"action":"BLOCKED","blocked_reason":"not kind"}""", "Blocked by the guardrail 'policy': not kind")]
    [InlineData("""{"action":"BLOCKED"}""", "Blocked by the guardrail 'policy'.")]
    public async Task It_blocks_with_its_reason(string answer, string message)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, ""));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_a_failure_and_its_key_goes_nowhere()
    {
        await using var other = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var service = await FakeUpstream.StartAsync(
            _ => UpstreamAnswer.Json("{}", 307, new Dictionary<string, string> { ["Location"] = other.Endpoint.AbsoluteUri }));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, "api_key: secret"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.False(response.IsSuccessStatusCode);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task It_changes_texts()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"GUARDRAIL_INTERVENED","texts":["be kind","[removed]"]}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, ""));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Contains("You said: [removed]", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "{}", "fail_closed", 503)]
    [InlineData(503, "{}", "fail_open", 200)]
    [InlineData(500, "{}", "fail_open", 503)]
    [InlineData(200, "no json", "fail_open", 503)]
    [InlineData(200, """{"action":"GUARDRAIL_INTERVENED","texts":[]}""", "fail_open", 503)]
    [InlineData(200, """{"action":"SHRUG"}""", "fail_open", 503)]
    public async Task A_failure_of_its_own_stops_the_request_unless_it_is_unreachable_and_may_be_skipped(int status, string answer, string fallback, int expected)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer, status));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, $"unreachable_fallback: {fallback}"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("fail_closed", 503)]
    [InlineData("fail_open", 200)]
    public async Task A_service_that_is_not_there_is_unreachable(string fallback, int expected)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Refuse());
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, $"unreachable_fallback: {fallback}"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Equal(expected, (int)response.StatusCode);
    }

    private static string ConfigurationWith(FakeUpstream service, string parameters) => $$"""
        model_list: [{ model_name: m, litellm_params: { model: simulated/demo } }]
        guardrails:
          - guardrail_name: policy
            litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, default_on: true, api_base: '{{service.Endpoint}}', {{parameters}} }
        general_settings: { keys: [{ key: sk-1, key_alias: one, team_id: t, team_alias: tt, user_id: u }] }
        """;
}
