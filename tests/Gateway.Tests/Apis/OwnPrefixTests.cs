using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Apis;

/// <summary>The gateway's own APIs under <c>/openai</c>, and the pass-through for all other paths.</summary>
public sealed class OwnPrefixTests
{
    private const string Guardrail = "{ guardrail_name: hide, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET, action: mask } }";

    [Theory]
    [InlineData("/openai/v1/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"a SECRET"}]}""", "/v1/chat/completions", """{"model":"gpt-4.1","messages":[{"role":"user","content":"a *"}]}""")]
    [InlineData("/openai/chat/completions", """{"model":"gpt","messages":[{"role":"user","content":"a SECRET"}]}""", "/v1/chat/completions", """{"model":"gpt-4.1","messages":[{"role":"user","content":"a *"}]}""")]
    [InlineData("/openai/v1/responses", """{"model":"gpt","input":"a SECRET"}""", "/v1/responses", """{"model":"gpt-4.1","input":"a *"}""")]
    [InlineData("/openai/responses", """{"model":"gpt","input":"a SECRET"}""", "/v1/responses", """{"model":"gpt-4.1","input":"a *"}""")]
    [InlineData("/openai/v1/embeddings", """{"model":"gpt","input":"a SECRET"}""", "/v1/embeddings", """{"model":"gpt-4.1","input":"a *"}""")]
    [InlineData("/openai/v1/images/generations", """{"model":"gpt","prompt":"a SECRET"}""", "/v1/images/generations", """{"model":"gpt-4.1","prompt":"a *"}""")]
    [InlineData("/openai/v1/audio/speech", """{"model":"gpt","input":"a SECRET"}""", "/v1/audio/speech", """{"model":"gpt-4.1","input":"a *"}""")]
    [InlineData("/openai/threads/t/messages", """{"role":"user","content":"a SECRET"}""", "/v1/threads/t/messages", """{"role":"user","content":"a *"}""")]
    [InlineData("/openai/deployments/gpt/embeddings", """{"input":"a SECRET"}""", "/v1/embeddings", """{"input":"a *","model":"gpt-4.1"}""")]
    public async Task An_API_under_openai_has_guardrails_aliases_and_routing(string path, string sent, string providersPath, string received)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"), "", Guardrail);

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", sent);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(gateway.Upstream.Requests);
        Assert.Equal((providersPath, received), (request.Path, request.Body.Replace("[MASKED]", "*", StringComparison.Ordinal)));
        Assert.Contains("litellm.guardrail.status=guardrail_intervened", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_is_unknown_under_openai_is_not_passed_through()
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/openai/v1/chat/completions", "application/json", """{"model":"gpt-4.1","messages":[]}""");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Empty(gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("/openai/v1/models")]
    [InlineData("/openai/models")]
    public async Task The_models_are_listed_under_openai(string path)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null);

        Assert.Contains("\"id\":\"gpt\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("/openai_passthrough/v1/chat/completions")]
    [InlineData("/anthropic/v1/messages")]
    [InlineData("/openai/v1/skills")]
    public async Task Pass_through_can_be_switched_off(string path)
    {
        await using var gateway = await TracedGateway.StartWithGeneralAsync(_ => UpstreamAnswer.Json("{}"), "pass_through: false");

        using var response = await gateway.SendAsync(HttpMethod.Post, path, "application/json", """{"model":"gpt-4.1"}""");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains($"Pass-through to /{path.Split('/')[1]} is switched off (general_settings.pass_through).", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(gateway.Upstream.Requests);
        Assert.Contains("litellm.outcome=refused", await gateway.TreeAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/openai/v1/chat%2Fcompletions", "/openai/v1/chat/completions")]
    [InlineData("/openai/v1/chat%252Fcompletions", "/openai/v1/chat/completions")]
    [InlineData("/openai/v1/chat%5Ccompletions", "/openai/v1/chat/completions")]
    [InlineData("/openai/v1//chat/completions", "/openai/v1/chat/completions")]
    [InlineData("/openai//v1/chat/completions", "/openai/v1/chat/completions")]
    [InlineData("/openai/v1/chat/completions%2F", "/openai/v1/chat/completions")]
    [InlineData("/openai/v1%2Fembeddings", "/openai/v1/embeddings")]
    [InlineData("/openai/v1/threads//t/messages", "/openai/v1/threads/{thread}/messages")]
    public async Task Another_spelling_of_an_API_is_no_pass_through(string path, string route)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"), "", Guardrail);
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);

        await caller.PostJsonAsync(path, """{"model":"gpt-4.1","messages":[{"role":"user","content":"a SECRET"}]}""", "Authorization: Bearer sk-caller");
        var answer = await caller.ReadUntilAsync("which is no pass-through. Send the path without doubled or encoded slashes.");

        Assert.StartsWith("HTTP/1.1 400 Bad Request", answer, StringComparison.Ordinal);
        Assert.Contains($"The path is another spelling of POST {route},", answer, StringComparison.Ordinal);
        Assert.Empty(gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("/openai/v1//skills")]
    [InlineData("/openai_passthrough/v1//chat/completions")]
    [InlineData("/anthropic/v1//messages")]
    [InlineData("/anthropic/v1%2Fmessages")]
    public async Task A_path_that_only_the_provider_has_passes_in_any_spelling(string path)
    {
        await using var gateway = await TracedGateway.StartAsync(_ => UpstreamAnswer.Json("{}"));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Gateway.Endpoint);

        await caller.PostJsonAsync(path, "{}", "Authorization: Bearer sk-caller");
        await caller.ReadUntilAsync("HTTP/1.1 200 OK");

        Assert.Single(gateway.Upstream.Requests);
    }

    [Fact]
    public async Task Switching_pass_through_off_leaves_the_gateways_own_APIs()
    {
        await using var gateway = await TracedGateway.StartWithGeneralAsync(_ => UpstreamAnswer.Json("{}"), "pass_through: false");

        using var response = await gateway.SendAsync(HttpMethod.Post, "/openai/v1/chat/completions", "application/json", """{"model":"gpt","messages":[]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("default_on: true", "", true)]
    [InlineData("default_on: false", "", false)]
    [InlineData("default_on: true", "general_settings: { pass_through: false }", false)]
    [InlineData("default_on: false", "general_settings: { keys: [{ key: sk-a, guardrails: [hide] }] }", true)]
    [InlineData("default_on: false", "general_settings: { keys: [{ key: sk-a, metadata: { guardrails: [hide] } }] }", true)]
    [InlineData("default_on: false", "litellm_settings: { default_team_settings: [{ team_id: t, guardrails: [hide] }] }", true)]
    [InlineData("default_on: true", "general_settings: { keys: [{ key: sk-a, guardrails: [hide] }] }", true)]
    public void The_start_says_that_pass_through_goes_around_a_guardrail(string on, string general, bool warns)
    {
        var configuration = ConfigurationReader.Read(
            $$"""
            model_list:
              - { model_name: gpt, litellm_params: { model: openai/gpt-4.1, api_key: k } }
              - { model_name: claude, litellm_params: { model: anthropic/c, api_key: k } }
              - { model_name: demo, litellm_params: { model: simulated/demo } }
            guardrails: [{ guardrail_name: hide, litellm_params: { guardrail: regex, mode: pre_call, {{on}}, pattern: SECRET } }]
            {{general}}
            """,
            "config.yaml",
            name => name == GeneralSettingsReader.MasterKeyVariable ? "sk-1" : null);

        Assert.Equal(
            warns
                ? ["pass-through goes around guardrails: requests to /anthropic/…, /openai/…, /openai_passthrough/… are not checked by hide. To refuse such requests, set general_settings.pass_through: false"]
                : [],
            configuration.Warnings);
    }

    [Theory]
    [InlineData("default_on: true, mode: { tags: { strict: pre_call, batch: logging_only, later: [logging_only] }, default: pre_call }", true)]
    [InlineData("default_on: true, mode: { tags: { strict: pre_call, batch: [logging_only, post_call] }, default: pre_call }", false)]
    [InlineData("default_on: true, mode: { tags: { batch: logging_only } }", false)]
    [InlineData("default_on: false, mode: { tags: { batch: logging_only }, default: pre_call }", false)]
    public void The_start_says_with_which_tags_a_guardrail_blocks_nothing(string modes, bool warns) => Assert.Equal(
        warns
            ? ["the guardrail hide blocks nothing in requests with the tag batch or later, and callers can send tags. Only tags of the key (metadata.tags) go before those of the caller"]
            : [],
        ConfigurationReader.Read(
            $$"""
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            guardrails: [{ guardrail_name: hide, litellm_params: { guardrail: regex, {{modes}}, pattern: SECRET } }]
            """,
            "config.yaml",
            name => name == GeneralSettingsReader.MasterKeyVariable ? "sk-1" : null).Warnings);

    [Fact]
    public void The_start_says_nothing_where_no_provider_can_be_passed_through_to() => Assert.Empty(ConfigurationReader.Read(
        """
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        guardrails: [{ guardrail_name: hide, litellm_params: { guardrail: regex, mode: pre_call, default_on: true, pattern: SECRET } }]
        """,
        "config.yaml",
        name => name == GeneralSettingsReader.MasterKeyVariable ? "sk-1" : null).Warnings);
}
