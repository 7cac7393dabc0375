using System.Net;
using System.Text.Json;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Guardrails;

public sealed class GenericGuardrailTests
{
    private const string Request = """{"model":"m","messages":[{"role":"system","content":"be kind"},{"role":"user","content":"hello"}]}""";

    [Fact]
    public async Task It_is_asked_in_LiteLLMs_words()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            ConfigurationWith(service, "api_key: secret, additional_provider_specific_params: { level: 3 }"), $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}");

        using var response = await gateway.PostAsync(
            "/v1/chat/completions", Request, ("x-litellm-call-id", "call-1"), ("Authorization", "Bearer sk-1"), ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var question = Assert.Single(service.Requests);
        Assert.Equal("/beta/litellm_basic_guardrail_api", question.Path);
        Assert.Equal("secret", question.Headers["x-api-key"]);
        Assert.DoesNotContain("Authorization", question.Headers.Keys);
        Assert.Equal(
            $$$"""
            {
              "texts": ["be kind","hello"],
              "structured_messages": [{"role":"system","content":"be kind"},{"role":"user","content":"hello"}],
              "model": "m",
              "request_data": {"user_api_key_hash":"{{{new ApiKey("sk-1").Hash}}}","user_api_key_alias":"one","user_api_key_user_id":"u","user_api_key_team_id":"t","user_api_key_team_alias":"tt"},
              "input_type": "request",
              "litellm_call_id": "call-1",
              "litellm_trace_id": "0af7651916cd43dd8448eb211c80319c",
              "additional_provider_specific_params": {"level":3}
            }
            """,
            GuardrailQuestions.Print(question.Body));
    }

    [Fact]
    public async Task Without_a_trace_the_call_is_the_trace()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, ""));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("x-litellm-call-id", "call-1"), ("Authorization", "Bearer sk-1"));

        Assert.Contains("\"litellm_trace_id\":\"call-1\"", Assert.Single(service.Requests).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_sees_the_headers_on_LiteLLMs_list_and_no_credentials()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, "extra_headers: [X-Tenant, authorization, cookie, x-copy]"));

        using var response = await gateway.PostAsync(
            "/v1/chat/completions",
            Request,
            ("Authorization", "Bearer sk-1"),
            ("User-Agent", "tests/1"),
            ("x-stainless-lang", "js"),
            ("x-litellm-tags", "a,b"),
            ("x-litellm-api-key", "sk-canary"),
            ("x-tenant", "blue"),
            ("x-other", "canary"),
            ("x-copy", "Bearer sk-1"),
            ("Cookie", "session=canary"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = Assert.Single(service.Requests).Body;
        Assert.DoesNotContain("canary", body, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("sk-1", body, StringComparison.Ordinal);
        using var question = JsonDocument.Parse(body);
        var headers = question.RootElement.GetProperty("request_headers");
        Assert.Equal(
            [
                "authorization: [present]", "content-type: application/json", "cookie: [present]", "user-agent: tests/1", "x-copy: [present]", "x-litellm-api-key: [present]",
                "x-litellm-tags: a,b", "x-other: [present]", "x-stainless-lang: js", "x-tenant: blue",
            ],
            from name in (string[])["authorization", "content-type", "cookie", "user-agent", "x-copy", "x-litellm-api-key", "x-litellm-tags", "x-other", "x-stainless-lang", "x-tenant"]
            select $"{name}: {headers.GetProperty(name)}");
        Assert.All(headers.EnumerateObject(), header => Assert.Equal(header.Name.ToLowerInvariant(), header.Name));
    }

    [Theory]
    [InlineData("", "", "")]
    [InlineData("x-litellm-customer-id", "\"user\":\"b\",", "h")]
    [InlineData("x-litellm-end-user-id", "\"user\":\"b\",", "h")]
    [InlineData("", "\"user\":\"b\",\"metadata\":{\"user_id\":\"m\"},", "b")]
    [InlineData("", "\"litellm_metadata\":{\"user\":\"l\"},\"metadata\":{\"user_id\":\"m\"},", "l")]
    [InlineData("", "\"metadata\":{\"user_id\":\"m\"},\"safety_identifier\":\"s\",", "m")]
    [InlineData("", "\"user\":5,\"safety_identifier\":\"s\",", "5")]
    [InlineData("", "\"user\":false,\"safety_identifier\":\"s\",", "s")]
    public async Task It_is_told_the_end_user(string header, string fields, string expected)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, ""));

        using var response = await gateway.PostAsync(
            "/v1/chat/completions", $"{{{fields}{Request[1..]}", [("Authorization", "Bearer sk-1"), .. header.Length > 0 ? [(header, "h")] : Array.Empty<(string, string)>()]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using var question = JsonDocument.Parse(Assert.Single(service.Requests).Body);
        Assert.Equal(expected, question.RootElement.GetProperty("request_data").TryGetProperty("user_api_key_end_user_id", out var user) ? user.GetString() : "");
    }

    [Theory]
    [InlineData("""[{"policy":{"extra_body":{"level":9,"more":[1]}}},{"other":{"extra_body":{"none":1}}}]""", """{"level":3,"name":"strict","more":[1]}""")]
    [InlineData("""["policy"]""", """{"level":3,"name":"strict"}""")]
    public async Task A_request_adds_parameters_and_changes_none_of_the_operators(string guardrails, string expected)
    {
        await using var service = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, "additional_provider_specific_params: { level: 3, name: strict }")
            .Replace("guardrails:\n", "guardrails:\n  - { guardrail_name: other, litellm_params: { guardrail: regex, mode: pre_call, pattern: nothing } }\n", StringComparison.Ordinal));

        using var inBody = await gateway.PostAsync("/v1/chat/completions", $"{Request[..^1]},\"guardrails\":{guardrails}}}", ("Authorization", "Bearer sk-1"));
        using var inMetadata = await gateway.PostAsync("/v1/chat/completions", $"{Request[..^1]},\"metadata\":{{\"guardrails\":{guardrails}}}}}", ("Authorization", "Bearer sk-1"));

        Assert.Equal([expected, expected], service.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement.GetProperty("additional_provider_specific_params").GetRawText()));
    }

    [Fact]
    public async Task It_is_shown_the_response_after_the_call()
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, "").Replace("pre_call", "post_call", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Contains("""{"texts":["Hello from demo. You said: hello"],"model":"m",""", Assert.Single(service.Requests).Body, StringComparison.Ordinal);
        Assert.Contains("\"input_type\":\"response\"", service.Requests[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"action":"BLOCKED","blocked_reason":"not kind"}""", "Blocked by the guardrail 'policy': not kind")]
    [InlineData("""{"action":"BLOCKED"}""", "Blocked by the guardrail 'policy'.")]
    [InlineData("""{"action":"BLOCKED","blocked_reason":null,"reason":"not kind"}""", "Blocked by the guardrail 'policy': not kind")]
    [InlineData("""{"action":"BLOCKED","detail":[{"msg":1},{"message":"not kind"}]}""", "Blocked by the guardrail 'policy': not kind")]
    [InlineData("""{"detail":"not kind"}""", "Blocked by the guardrail 'policy': not kind", 400)]
    [InlineData("""{"detail":{"error":"not kind"}}""", "Blocked by the guardrail 'policy': not kind", 400)]
    [InlineData("""{"error":{"message":"not kind"}}""", "Blocked by the guardrail 'policy': not kind", 400)]
    [InlineData("""{"blocked_reason":"not kind"}""", "Blocked by the guardrail 'policy': not kind", 403)]
    [InlineData("""{"action":"BLOCKED","detail":"not kind"}""", "Blocked by the guardrail 'policy': not kind", 403)]
    public async Task It_blocks_with_its_reason(string answer, string message, int status = 200)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer, status));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, ""));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(message, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"message":"Forbidden"}""", 403)]
    [InlineData("""{"error":{"message":"The key is not valid."}}""", 403)]
    [InlineData("""{"detail":"Not authenticated","blocked_reason":null}""", 403)]
    [InlineData("""{"message":"Unauthorized"}""", 401)]
    [InlineData("{}", 400)]
    public async Task A_service_that_refuses_the_gateway_has_failed_and_decided_nothing(string answer, int status)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer, status));
        await using var gateway = await RunningGateway.StartAsync(ConfigurationWith(service, ""));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request, ("Authorization", "Bearer sk-1"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.DoesNotContain("Blocked by", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
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
    [InlineData("pre_call")]
    [InlineData("logging_only")]
    public async Task It_changes_images_tools_and_tool_calls_of_a_request(string mode)
    {
        await using var provider = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var service = await FakeUpstream.StartAsync(
            UpstreamAnswer.Json(
                """
                {"action":"GUARDRAIL_INTERVENED","texts":["[removed]","{\"at\":\"b\"}"],"images":["data:image/png;base64,CCCC"],
                 "tools":[{"type":"function","function":{"name":"look"}}],"tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{}"}}]}
                """),
            UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: m, litellm_params: { model: openai/gpt-4.1, api_base: '{{provider.Endpoint}}v1', api_key: sk-p } }]
            guardrails:
              - { guardrail_name: one, litellm_params: { guardrail: generic_guardrail_api, mode: {{mode}}, default_on: true, api_base: '{{service.Endpoint}}' } }
              - { guardrail_name: two, litellm_params: { guardrail: generic_guardrail_api, mode: {{mode}}, default_on: true, api_base: '{{service.Endpoint}}' } }
            general_settings: { keys: [{ key: sk-1 }] }
            """);
        const string Body = """
            {"model":"m","temperature":0.10,"messages":[{"role":"user","content":[{"type":"text","text":"look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}],"tools":[{"type":"function","function":{"name":"look","description":"Looks."}},{"type":"function","function":{"name":"delete"}}]}
            """;

        using var response = await gateway.PostAsync("/v1/chat/completions", Body, ("Authorization", "Bearer sk-1"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        const string Changed = """
            {"model":"gpt-4.1","temperature":0.10,"messages":[{"role":"user","content":[{"type":"text","text":"[removed]"},{"type":"image_url","image_url":{"url":"data:image/png;base64,CCCC"}}]},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{}"}}]}],"tools":[{"type":"function","function":{"name":"look"}}]}
            """;
        Assert.Equal(mode == "pre_call" ? Changed : Body.Replace("\"m\"", "\"gpt-4.1\"", StringComparison.Ordinal), Assert.Single(provider.Requests).Body);
        Assert.Equal(
            """
            images: ["data:image/png;base64,CCCC"]
            tools: [{"type":"function","function":{"name":"look"}}]
            tool_calls: [{"id":"c","type":"function","function":{"name":"look","arguments":"{}"}}]
            structured_messages: [{"role":"user","content":[{"type":"text","text":"[removed]"},{"type":"image_url","image_url":{"url":"data:image/png;base64,CCCC"}}]},{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{}"}}]}]
            input_type: "request"
            """,
            GuardrailQuestions.PrintConversation((await service.WaitForRequestsAsync(2))[1].Body));
    }

    [Theory]
    [InlineData(false, """{"action":"GUARDRAIL_INTERVENED","tool_calls":[{"id":"c","function":{"name":"look","arguments":"{\"at\":\"nothing\"}"}}]}""", 200, "nothing")]
    [InlineData(true, """{"action":"GUARDRAIL_INTERVENED","tool_calls":[{"id":"c","function":{"name":"look","arguments":"{\"at\":\"nothing\"}"}}]}""", 400, "changes tool calls of a stream")]
    [InlineData(false, """{"action":"NONE"}""", 200, "\\\"b\\\"")]
    [InlineData(true, """{"action":"NONE"}""", 200, "look")]
    public async Task It_sees_the_tool_calls_of_an_answer_without_texts(bool stream, string answer, int status, string expected)
    {
        await using var provider = await FakeUpstream.StartAsync(stream
            ? UpstreamAnswer.Sse(
            [
                new("""{"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"look","arguments":""}}]}}]}"""),
                new("""{"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":\"b\"}"}}]}}]}"""),
                new("""{"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"""),
                new("[DONE]"),
            ])
            : UpstreamAnswer.Json("""{"id":"1","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]}}]}"""));
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json(answer));
        await using var gateway = await RunningGateway.StartAsync(
            ConfigurationWith(service, "").Replace("pre_call", "post_call", StringComparison.Ordinal)
                .Replace("simulated/demo", $"openai/gpt-4.1, api_base: '{provider.Endpoint}v1', api_key: sk-p", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Request.Replace("{\"model\"", $"{{\"stream\":{(stream ? "true" : "false")},\"model\"", StringComparison.Ordinal), ("Authorization", "Bearer sk-1"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains(
            """tool_calls: [{"id":"c","type":"function","function":{"name":"look","arguments":"{\"at\":\"b\"}"}}]""",
            GuardrailQuestions.PrintConversation(Assert.Single(service.Requests).Body),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task An_image_without_a_text_is_checked_by_a_service_alone(bool isService, int asked)
    {
        await using var service = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"action":"NONE"}"""));
        await using var gateway = await RunningGateway.StartAsync(isService
            ? ConfigurationWith(service, "timeout: 10")
            : ConfigurationWith(service, "pattern: nothing").Replace("generic_guardrail_api", "regex", StringComparison.Ordinal).Replace($"api_base: '{service.Endpoint}', ", "", StringComparison.Ordinal));

        using var response = await gateway.PostAsync(
            "/v1/chat/completions", """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", ("Authorization", "Bearer sk-1"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(asked, service.Requests.Count);
    }

    [Theory]
    [InlineData(503, "{}", "fail_closed", 503)]
    [InlineData(503, "{}", "fail_open", 200)]
    [InlineData(500, "{}", "fail_open", 503)]
    [InlineData(200, "no json", "fail_open", 503)]
    [InlineData(200, """{"action":"GUARDRAIL_INTERVENED","texts":[]}""", "fail_open", 503)]
    [InlineData(200, """{"action":"SHRUG"}""", "fail_open", 503)]
    [InlineData(400, "{}", "fail_open", 503)]
    [InlineData(400, "no json", "fail_open", 503)]
    [InlineData(422, """{"detail":"not a request"}""", "fail_open", 503)]
    [InlineData(200, """{"action":"GUARDRAIL_INTERVENED"}""", "fail_open", 503)]
    [InlineData(200, """{"action":"GUARDRAIL_INTERVENED","images":["a"]}""", "fail_open", 503)]
    [InlineData(200, """{"action":"GUARDRAIL_INTERVENED","tool_calls":[{"function":{"name":"a","arguments":"{}"}}]}""", "fail_open", 503)]
    [InlineData(200, """{"action":"GUARDRAIL_INTERVENED","tools":[{"type":"function"}]}""", "fail_open", 503)]
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
