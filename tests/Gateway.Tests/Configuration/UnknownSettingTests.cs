using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>A setting that decides who gets in or where data goes is honoured, or stops the start.</summary>
public sealed class UnknownSettingTests
{
    private const string OneModel = "model_list: [{ model_name: a, litellm_params: { model: openai/a, api_key: k } }]\n";

    [Theory]
    [InlineData("api_bsae: 'http://inside'", "api_bsae is no setting of a deployment; did you mean api_base? Settings: ")]
    [InlineData("url: 'http://inside'", "url is no setting of a deployment")]
    [InlineData("documents: [a]", "documents is no setting of a deployment")]
    [InlineData("endpoint: 'http://inside'", "endpoint is no setting of a deployment. A field that only the provider knows belongs in extra_body. Settings: add_generation_prompt, api_base, api_key,")]
    [InlineData("stream_options: { include_usge: true }", "stream_options.include_usge is no setting of stream_options; did you mean include_usage?")]
    [InlineData("stream_options: { include_usage: perhaps }", "stream_options.include_usage must be true or false")]
    [InlineData("extra_body: { stream_options: { include_usage: true } }", "extra_body.stream_options is a setting of the deployment: write it beside extra_body")]
    [InlineData("mock_response: Hello", "mock_response would keep requests from the provider: write model: simulated/NAME for an answer without a provider")]
    [InlineData("tags: [eu]", "tags belongs to LiteLLM's routing by tags")]
    [InlineData("auto_router_config_path: x.json", "auto_router_config_path would choose the deployment by other rules")]
    [InlineData("azure_ad_token: t", "azure_ad_token is a credential that the gateway does not use: write api_key")]
    [InlineData("vertex_location: europe-west1", "vertex_location is a setting of Vertex AI")]
    [InlineData("aws_role_name: r", "aws_role_name is a credential that the gateway does not use: write api_key")]
    [InlineData("region_name: eu", "region_name would choose the deployment by other rules")]
    [InlineData("model_id: arn", "model_id is a setting of Bedrock")]
    [InlineData("use_litellm_proxy: true", "use_litellm_proxy would send requests to another gateway")]
    [InlineData("store: true", "store decides whether the provider keeps requests")]
    [InlineData("safety_settings: [{ category: a }]", "safety_settings would add fields to each request")]
    [InlineData("custom_llm_provider: sagemaker", "custom_llm_provider names a provider that is not supported: 'sagemaker'; providers: ai21_chat,")]
    [InlineData("api_base: 'http://one', base_url: 'http://two'", "base_url differs from api_base: write one of them")]
    [InlineData("extra_headers: { 'x y': z }", "extra_headers.x y cannot be a header of a request")]
    [InlineData("extra_headers: { Content-Type: text/plain }", "extra_headers.Content-Type cannot be a header of a request")]
    [InlineData("extra_headers: { x-tenant: os.environ/NOT_SET }", "extra_headers.x-tenant names the environment variable NOT_SET, which is not set")]
    public void A_deployment_is_as_the_file_says_or_stops_the_start(string setting, string reason) =>
        AssertStops($"model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {setting} }} }}]", $"model_list[0].litellm_params.{reason}");

    [Theory]
    [InlineData("model_list: [{ model_name: a, litellm_param: {}, litellm_params: { model: openai/a } }]", "model_list[0].litellm_param is no setting of an entry of model_list; did you mean litellm_params? Settings: litellm_params, model_info, model_name")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/a }, model_info: { blocked: true } }]", "model_list[0].model_info.blocked would block the deployment: remove it from model_list")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/a }, model_info: { team_id: t } }]", "model_list[0].model_info.team_id would give the deployment to one team only")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: anthropic/a, organization: o } }]", "model_list[0].litellm_params.organization is a setting of OpenAI, and anthropic has no organizations")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: bedrock/a, aws_region_name: 'evil.example.com/' } }]", "aws_region_name must be a region such as eu-central-1, not 'evil.example.com/'")]
    [InlineData(OneModel + "guardrail: []", "guardrail is no setting of the file; did you mean guardrails?")]
    [InlineData(OneModel + "guardrail: &g [{ guardrail_name: a }]", "guardrail is no setting of the file; did you mean guardrails?")]
    [InlineData(OneModel + "policies: &p { a: { guardrails: { add: [pii] } } }", "policies would apply guardrails by rules of LiteLLM")]
    [InlineData(OneModel + "general_setting: { master_key: a }", "general_setting is no setting of the file; did you mean general_settings?")]
    [InlineData(OneModel + "policies: { a: { guardrails: { add: [pii] } } }", "policies would apply guardrails by rules of LiteLLM")]
    [InlineData(OneModel + "guardrails: [{ guardrail_name: a, default_on: true, litellm_params: { guardrail: regex, mode: pre_call, pattern: a } }]", "guardrails[0].default_on is no setting of an entry of guardrails. Settings: guardrail_name, litellm_params")]
    [InlineData(OneModel + "guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: pre_call, pattern: a, defaut_on: true } }]", "guardrails[0].litellm_params.defaut_on is no setting of a guardrail; did you mean default_on? Settings:")]
    [InlineData(OneModel + "guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, mode: pre_call, pattern: a, unreachable_fallback: fail_open } }]", "guardrails[0].litellm_params.unreachable_fallback is no setting of a guardrail. Settings:")]
    [InlineData(OneModel + "guardrails: [{ guardrail_name: a, litellm_params: { guardrail: regex, pattern: a, default_on: true, mode: { tags: { blue: pre_call }, defualt: pre_call } } }]", "guardrails[0].litellm_params.mode.defualt is no setting of the modes of a guardrail; did you mean default? Settings: default, tags")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, models: [a] }] }", "general_settings.keys[0].models would limit the key to some models")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, max_budget: 1 }] }", "general_settings.keys[0].max_budget would refuse requests that the gateway accepts")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, team: t }] }", "general_settings.keys[0].team is no setting of a key")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, metadata: { logging: [{ callback_name: langfuse, callback_var: {}, callback_vars: { langfuse_public_key: p, langfuse_secret_key: s } }] } }] }", "general_settings.keys[0].metadata.logging[0].callback_var is no setting of an entry of a key's logging; did you mean callback_vars? Settings: callback_name, callback_vars")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, metadata: { logging: [{ callback_name: langfuse, callback_vars: { langfuse_public_key: p, langfuse_secret_key: s, langfuse_hots: 'http://x' } }] } }] }", "general_settings.keys[0].metadata.logging[0].callback_vars.langfuse_hots is no setting of callback_vars; did you mean langfuse_host? Settings: arize_api_key,")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, metadata: { gaurdrails: [pii] } }] }", "general_settings.keys[0].metadata.gaurdrails is nearly a setting; did you mean guardrails?")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, metadata: { loging: [] } }] }", "general_settings.keys[0].metadata.loging is nearly a setting; did you mean logging?")]
    [InlineData(OneModel + "general_settings: { keys: [{ key: a, metadata: { tag: [strict] } }] }", "general_settings.keys[0].metadata.tag is nearly a setting; did you mean tags?")]
    [InlineData(OneModel + "litellm_settings: { default_team_settings: [{ team_id: t, langfuse_hots: 'http://x' }] }", "litellm_settings.default_team_settings[0].langfuse_hots is no setting of a team; did you mean langfuse_host?")]
    [InlineData(OneModel + "litellm_settings: { api_base: 'http://inside' }", "litellm_settings.api_base would be the address of all deployments")]
    [InlineData(OneModel + "litellm_settings: { guardrails: [{ pii: { callbacks: [presidio], default_on: true } }] }", "litellm_settings.guardrails is LiteLLM's first form of guardrails: write them in the section guardrails of the file")]
    [InlineData(OneModel + "litellm_settings: { default_team_settings: [{ team_id: t, metadata: { logging: [] } }] }", "litellm_settings.default_team_settings[0].metadata.logging is for keys. Write the callback")]
    [InlineData(OneModel + "litellm_settings: { post_call_rules: rules.check }", "litellm_settings.post_call_rules would check requests and answers with Python, which the gateway does not run: write a guardrail")]
    [InlineData(OneModel + "litellm_settings: { max_budget: 100, budget_duration: 30d }", "litellm_settings.max_budget would refuse requests above a budget, which the gateway does not count: remove it")]
    [InlineData(OneModel + "litellm_settings: { openai_key: sk-a }", "litellm_settings.openai_key would be the key of all deployments of a provider: write api_key with each deployment")]
    [InlineData(OneModel + "litellm_settings: { togetherai_api_key: sk-a }", "litellm_settings.togetherai_api_key would be the key of all deployments of a provider: write api_key with each deployment")]
    [InlineData(OneModel + "litellm_settings: { api_key: sk-a }", "litellm_settings.api_key would be the key of all deployments: write api_key with each deployment")]
    [InlineData(OneModel + "litellm_settings: { standard_logging_payload_excluded_fields: [messages] }", "litellm_settings.standard_logging_payload_excluded_fields would leave fields out of the records")]
    [InlineData(OneModel + "general_settings: { completion_model: gpt-4o }", "general_settings.completion_model would send each request to this model, whatever its caller names")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: vertex_ai/gemini-2.5-pro, vertex_ai_project: p, api_base: 'http://proxy' } }]", "vertex_ai_project is another name of a setting of Vertex AI: write vertex_project and vertex_location")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: vertex_ai/gemini-2.5-pro, vertex_project: 'p/../q', vertex_location: global } }]", "vertex_project cannot be part of an address: 'p/../q'")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: vertex_ai/gemini-2.5-pro, vertex_project: p, vertex_location: 'evil.example.com/' } }]", "vertex_location cannot be part of an address: 'evil.example.com/'")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: vertex_ai/gemini-2.5-pro, vertex_project: p } }]", "vertex_location is required with vertex_project, or the environment variable VERTEXAI_LOCATION")]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: azure_ai/phi-4, api_base: 'https://r.services.ai.azure.com', api_key: k, api_version: 'a b' } }]", "api_version must be a version such as 2024-10-21, not 'a b'")]
    [InlineData(OneModel + "callback_settings: { otel: { mesage_logging: false } }", "callback_settings.otel.mesage_logging is no setting of a callback; did you mean message_logging?")]
    [InlineData(OneModel + "router_settings: { enable_tag_filtering: true }", "router_settings.enable_tag_filtering belongs to LiteLLM's routing by tags")]
    [InlineData(OneModel + "general_settings: { master_kye: a }", "general_settings.master_kye is no setting of general_settings; did you mean master_key?")]
    [InlineData(OneModel + "general_settings: { custom_auth: auth.check }", "general_settings.custom_auth would let other callers in than the gateway does")]
    [InlineData(OneModel + "general_settings: { enable_jwt_auth: true }", "general_settings.enable_jwt_auth would let other callers in than the gateway does")]
    [InlineData(OneModel + "general_settings: { user_header_name: X-OpenWebUI-User-Id }", "general_settings.user_header_name would take the user of a request from another header, which the gateway does not: send x-litellm-customer-id")]
    [InlineData(OneModel + "general_settings: { user_header_mappings: [{ header_name: X-OpenWebUI-User-Email, litellm_user_role: customer }] }", "general_settings.user_header_mappings would take the user of a request from other headers, which the gateway does not: send x-litellm-customer-id")]
    [InlineData(OneModel + "general_settings: { allowed_ips: [10.0.0.1] }", "general_settings.allowed_ips would refuse other addresses than these")]
    [InlineData(OneModel + "general_settings: { forward_client_headers_to_llm_api: true }", "general_settings.forward_client_headers_to_llm_api would send the caller's headers to providers")]
    public void A_section_is_as_the_file_says_or_stops_the_start(string yaml, string reason) => AssertStops(yaml, reason);

    [Fact]
    public void The_error_names_the_line()
    {
        var error = Assert.Throws<ConfigurationException>(() => TestConfiguration.Read("model_list:\n- model_name: a\n  litellm_params:\n    model: openai/a\n    api_bsae: x"));

        Assert.Equal(5, error.Line);
    }

    [Theory]
    [InlineData("mock_response: null")]
    [InlineData("use_litellm_proxy: false")]
    [InlineData("tags: []")]
    [InlineData("vertex_project: ''")]
    public void A_setting_that_is_off_stops_nothing(string setting) =>
        Assert.Empty(TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {setting} }} }}]").Warnings);

    [Fact]
    public void Members_of_a_keys_metadata_that_resemble_no_setting_are_the_authors() => Assert.Equal(
        """{"team":"t","login":"alice","page":1,"guard":true}""",
        Assert.Single(TestConfiguration.Read(OneModel + "general_settings: { keys: [{ key: sk-a, metadata: { team: t, login: alice, page: 1, guard: true } }] }").Keys, key => key.Metadata is not null).Metadata);

    [Fact]
    public void Settings_of_LiteLLM_without_effect_are_named_once()
    {
        var configuration = TestConfiguration.Read("""
            model_list:
              - { model_name: a, tpm: 5, litellm_params: { model: openai/a, api_version: '2024-06-01', itpm: 3, drop_params: false, input_cost_per_pixel: 0.1, input_cost_per_token: 0.1 } }
              - { model_name: b, litellm_params: { model: openai/b, itpm: 4, stream: true }, model_info: { mode: chat, id: b, anything: true } }
            callback_settings: { otel: { message_logging: true, attributes: { include_list: [a] } } }
            assistant: { a: b }
            litellm_settings: { drop_params: true, set_verbos: true }
            general_settings: { database_url: postgres, alerting: [slack] }
            """);

        Assert.Equal(
            [
                "config.yaml: not used, see docs/litellm.md:\n  settings of LiteLLM that have no effect here: model_list[0].tpm (line 2), model_list[0].litellm_params.api_version (line 2), model_list[].litellm_params.itpm (lines 2, 3), "
                + "model_list[0].litellm_params.input_cost_per_pixel (line 2), model_list[1].litellm_params.stream (line 3), "
                + "callback_settings.otel.attributes (line 4), litellm_settings.drop_params (line 6), general_settings.database_url (line 7), general_settings.alerting (line 7)\n  "
                + "unknown settings: assistant (line 5), litellm_settings.set_verbos (line 6)",
            ],
            configuration.Warnings);
    }

    [Fact]
    public void Entries_that_only_hold_anchors_are_no_settings() =>
        Assert.Empty(TestConfiguration.Read($"defaults: &defaults {{ api_key: k }}\nx-more: {{ a: b }}\n{OneModel}").Warnings);

    [Fact]
    public void The_settings_of_the_router_go_before_the_librarys()
    {
        var configuration = TestConfiguration.Read("""
            model_list:
              - { model_name: a, litellm_params: { model: simulated/a } }
              - { model_name: b, litellm_params: { model: simulated/b } }
            litellm_settings: { num_retries: 1, request_timeout: 5, fallbacks: [{ b: [a] }] }
            router_settings: { num_retries: 2, timeout: 7.5, fallbacks: [{ a: [b] }] }
            """);

        Assert.Equal((2, 7.5), (configuration.NumRetries, configuration.RequestTimeout.TotalSeconds));
        Assert.Equal(["b"], Assert.Single(configuration.Routing.Fallbacks.Regular).Value);
    }

    [Fact]
    public void The_settings_of_the_library_count_where_the_router_has_none()
    {
        var configuration = TestConfiguration.Read(OneModel + "litellm_settings: { num_retries: 1, request_timeout: 5 }\nrouter_settings: {}");

        Assert.Equal((1, 5), (configuration.NumRetries, configuration.RequestTimeout.TotalSeconds));
    }

    [Theory]
    [InlineData("model: gpt, custom_llm_provider: openai", "openai gpt")]
    [InlineData("model: openai/gpt, custom_llm_provider: openai", "openai gpt")]
    [InlineData("model: meta/llama, custom_llm_provider: groq", "groq meta/llama")]
    [InlineData("model: openai/gpt, custom_llm_provider: null", "openai gpt")]
    public void The_provider_may_be_named_apart_from_the_model(string settings, string expected)
    {
        var deployment = Assert.Single(TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ {settings} }} }}]").Deployments);

        Assert.Equal(expected, $"{deployment.Provider.Name} {deployment.Model}");
    }

    // It is no key of a provider.
    [Fact]
    public void A_key_of_a_backend_in_litellm_settings_is_an_unknown_setting() =>
        Assert.Contains("unknown settings: litellm_settings.langfuse_secret_key", TestConfiguration.Read(OneModel + "litellm_settings: { langfuse_secret_key: sk-lf }").Warnings[0], StringComparison.Ordinal);

    private static void AssertStops(string yaml, string reason) =>
        Assert.Contains(reason, Assert.Throws<ConfigurationException>(() => TestConfiguration.Read(yaml)).Message, StringComparison.Ordinal);
}
