using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Samples.Gateway.Tests.Requests;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Guardrails;

/// <summary>The guardrails that requests, keys and teams name.</summary>
public sealed class CallerGuardrailsTests
{
    private const string Unknown = "'guardrails' names a guardrail that does not exist: 'no-such'. Guardrails: one, two.";

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":["no-such"]}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":["one","no-such"]}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":[{"no-such":{"extra_body":{}}}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":{"no-such":true}}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"metadata":{"guardrails":["no-such"]}}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"metadata":"{\"guardrails\":[\"no-such\"]}"}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"litellm_metadata":{"guardrails":["no-such"]}}""")]
    [InlineData("/v1/responses", """{"model":"gpt","input":"a","metadata":{"guardrails":["no-such"]}}""")]
    [InlineData("/v1/embeddings", """{"model":"gpt","input":"a","guardrails":["no-such"]}""")]
    [InlineData("/v1/batches", """{"input_file_id":"a","guardrails":["no-such"]}""")]
    public async Task A_guardrail_that_does_not_exist_is_refused_with_those_that_do(string path, string request)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync(path, request, ("Authorization", "Bearer sk-plain"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(Unknown, await RequestOptionsTests.MessageIn(response));
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":[]}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":null}""")]
    [InlineData("/v1/chat/completions", """{"model":"gpt","messages":[],"guardrails":{"no-such":false}}""")]
    [InlineData("/v1/responses", """{"model":"gpt","input":"a","metadata":{"guardrails":"the customer's own"}}""")]
    [InlineData("/openai_passthrough/v1/x", """{"guardrails":["no-such"],"metadata":{"guardrails":["no-such"]}}""")]
    public async Task What_names_no_guardrail_of_the_gateway_is_not_refused(string path, string request)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync(path, request, ("Authorization", "Bearer sk-plain"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_pass_through_with_a_wrong_list_of_guardrails_is_refused_and_not_passed_on()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync("/openai_passthrough/v1/x", """{"litellm_metadata":{"guardrails":"one"},"langfuse_secret_key":"canary"}""", ("Authorization", "Bearer sk-plain"));

        Assert.Equal("'guardrails' must be a list of the names of guardrails.", await RequestOptionsTests.MessageIn(response));
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_form_names_guardrails_too()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await StartAsync(upstream);

        foreach (var (field, value) in new[] { ("guardrails", "no-such"), ("guardrails[]", "no-such"), ("guardrails", "[\"no-such\"]"), ("metadata", "{\"guardrails\":[\"no-such\"]}") })
        {
            using var response = await gateway.SendAsync(
                HttpMethod.Post,
                "/v1/audio/transcriptions",
                $"multipart/form-data; boundary={Apis.ApiRequest.Boundary}",
                Apis.ApiRequest.FormOf(("model", "gpt"), (field, value), ("file", null)),
                ("Authorization", "Bearer sk-plain"));

            Assert.Equal(Unknown, await RequestOptionsTests.MessageIn(response));
        }
    }

    [Theory]
    [InlineData("sk-plain", "a word of one and two", 200)]
    [InlineData("sk-of-key", "a word of one", 400)]
    [InlineData("sk-of-key", "a word of two", 200)]
    [InlineData("sk-of-metadata", "a word of two", 400)]
    [InlineData("sk-of-team", "a word of two", 400)]
    [InlineData("sk-of-team", "a word of one", 200)]
    public async Task The_guardrails_of_a_key_and_of_a_team_apply_to_each_of_their_requests(string key, string text, int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await StartAsync(upstream);

        using var response = await gateway.PostAsync(
            "/v1/chat/completions", $$"""{"model":"gpt","messages":[{"role":"user","content":"{{text}}"}]}""", ("Authorization", $"Bearer {key}"));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("{ key: k, guardrails: [no-such] }", "")]
    [InlineData("{ key: k, metadata: { guardrails: [one, no-such] } }", "")]
    [InlineData("{ key: k }", "default_team_settings: [{ team_id: t, guardrails: [no-such] }]")]
    public void A_key_or_a_team_with_a_guardrail_that_does_not_exist_stops_the_start(string key, string settings)
    {
        var exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(
            $$"""
            model_list: [{ model_name: m, litellm_params: { model: simulated/demo } }]
            guardrails: [{ guardrail_name: one, litellm_params: { guardrail: regex, mode: pre_call, pattern: one } }]
            litellm_settings: { {{settings}} }
            general_settings: { keys: [{{key}}] }
            """,
            "config.yaml",
            _ => null));

        Assert.Contains("guardrails names a guardrail that does not exist: 'no-such'; guardrails: one", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_settings_of_keys_and_teams_are_known()
    {
        var configuration = ConfigurationReader.Read(
            """
            model_list: [{ model_name: m, litellm_params: { model: simulated/demo } }]
            guardrails: [{ guardrail_name: one, litellm_params: { guardrail: regex, mode: pre_call, pattern: one } }]
            litellm_settings: { default_team_settings: [{ team_id: t, guardrails: [one] }] }
            general_settings: { keys: [{ key: k, guardrails: one, metadata: { guardrails: [one] } }] }
            """,
            "config.yaml",
            _ => null);

        Assert.Empty(configuration.Warnings);
    }

    private static Task<RunningGateway> StartAsync(FakeUpstream upstream) => RunningGateway.StartAsync($$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_base: '{{upstream.Endpoint}}', api_key: k } }
        guardrails:
          - { guardrail_name: one, litellm_params: { guardrail: regex, mode: pre_call, pattern: one } }
          - { guardrail_name: two, litellm_params: { guardrail: regex, mode: pre_call, pattern: two } }
        litellm_settings: { default_team_settings: [{ team_id: t, guardrails: [two] }] }
        general_settings:
          keys:
            - { key: sk-plain }
            - { key: sk-of-key, guardrails: [one] }
            - { key: sk-of-metadata, metadata: { guardrails: [two] } }
            - { key: sk-of-team, team_id: t }
        """);
}
