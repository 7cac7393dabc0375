using TracedLlm.Samples.Gateway.Tests.Deploy;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>The settings of routing: what is wrong stops the start, with the line, and what is allowed.</summary>
public sealed class RoutingSettingsTests
{
    private const string Models = """
        model_list:
          - { model_name: gpt, litellm_params: { model: simulated/a } }
          - { model_name: spare, litellm_params: { model: simulated/b } }
          - { model_name: 'any/*', litellm_params: { model: 'simulated/*' } }

        """;

    [Theory]
    [InlineData("routing_strategy: usage-based-routing-v2", "routing_strategy names a strategy that the gateway does not have: 'usage-based-routing-v2'. Strategies: simple-shuffle, least-busy, latency-based-routing")]
    [InlineData("routing_strategy: usage-based-routing", "routing_strategy names a strategy that the gateway does not have: 'usage-based-routing'. Strategies: ")]
    [InlineData("routing_strategy: cost-based-routing", "routing_strategy names a strategy that the gateway does not have: 'cost-based-routing'. Strategies: ")]
    [InlineData("routing_strategy_args: { ttl: 0 }", "routing_strategy_args.ttl must be more than 0 and at most 86400 seconds")]
    [InlineData("routing_strategy_args: { latency_buffer: 1 }", "routing_strategy_args.latency_buffer is no setting of routing_strategy_args")]
    [InlineData("routing_strategy_args: { max_latency_list_size: 0 }", "routing_strategy_args.max_latency_list_size must be a whole number from 1 to 10000")]
    [InlineData("provider_budget_config: { openai: { budget_limit: 1, time_period: 1d } }", "provider_budget_config would refuse requests above a budget, which the gateway does not count: remove it")]
    [InlineData("optional_pre_call_checks: [prompt_caching, router_budget_limiting]", "optional_pre_call_checks has router_budget_limiting, which would refuse requests above a budget")]
    [InlineData("optional_pre_call_checks: [enforce_model_rate_limits]", "optional_pre_call_checks has enforce_model_rate_limits, which would refuse requests above rpm and tpm")]
    [InlineData("optional_pre_call_checks: [session]", "optional_pre_call_checks names a check that nobody knows: 'session'. Without effect here are prompt_caching, responses_api_deployment_check,")]
    [InlineData("num_retries: 101", "num_retries must be a whole number from 0 to 100")]
    [InlineData("timeout: 0", "timeout must be more than 0 and at most 86400 seconds")]
    [InlineData("stream_timeout: -1", "stream_timeout must be a number of zero or more")]
    [InlineData("allowed_fails: 1.5", "allowed_fails must be a whole number from 0 to 1000000")]
    [InlineData("cooldown_time: 90000", "cooldown_time must be at most 86400 seconds")]
    [InlineData("disable_cooldowns: perhaps", "disable_cooldowns must be true or false")]
    [InlineData("max_fallbacks: 101", "max_fallbacks must be a whole number from 0 to 100")]
    [InlineData("retry_policy: { TimeoutRetries: 1 }", "retry_policy.TimeoutRetries is no setting of a retry policy")]
    [InlineData("retry_policy: { TimeoutErrorRetries: many }", "retry_policy.TimeoutErrorRetries must be a number of zero or more, not 'many'")]
    [InlineData("allowed_fails_policy: { Timeout: 1 }", "allowed_fails_policy.Timeout is no setting of allowed_fails_policy")]
    [InlineData("model_group_retry_policy: { other: { TimeoutErrorRetries: 1 } }", "model_group_retry_policy.other names a model that is not in model_list: 'other'")]
    [InlineData("default_fallbacks: [other]", "default_fallbacks names a model that is not in model_list: 'other'")]
    [InlineData("context_window_fallbacks: [{ gpt: [other] }]", "context_window_fallbacks[0].gpt names a model that is not in model_list: 'other'")]
    [InlineData("content_policy_fallbacks: [{ other: [gpt] }]", "content_policy_fallbacks[0].other names a model that is not in model_list: 'other'")]
    [InlineData("fallbacks: [{ gpt: ['*'] }]", "fallbacks[0].gpt must name models: '*' stands for every model only in front of the list")]
    [InlineData("model_group_alias: { a: other }", "model_group_alias.a names a model that is not in model_list: 'other'")]
    [InlineData("model_group_retry_policy: { 'any/*': { TimeoutErrorRetries: 1 } }", "model_group_retry_policy.any/* is for the pattern 'any/*', which is no model: name a model that it stands for")]
    [InlineData("default_fallbacks: ['any/*']", "default_fallbacks names the pattern 'any/*', which is no model: name a model that it stands for")]
    [InlineData("fallbacks: [{ gpt: ['any/*'] }]", "fallbacks[0].gpt names the pattern 'any/*', which is no model: name a model that it stands for")]
    [InlineData("context_window_fallbacks: [{ 'any/*': [gpt] }]", "context_window_fallbacks[0].any/* names the pattern 'any/*', which is no model: name a model that it stands for")]
    [InlineData("model_group_alias: { a: 'any/*' }", "model_group_alias.a names the pattern 'any/*', which is no model: name a model that it stands for")]
    [InlineData("model_group_alias: { a: b, b: c, c: a }", "model_group_alias.a leads back to itself: a → b → c → a")]
    [InlineData("model_group_alias: { a: { hidden: true } }", "model_group_alias.a.model is required")]
    [InlineData("model_group_alias: { a: { model: gpt, hide: true } }", "model_group_alias.a.hide is no setting of an alias; did you mean hidden? Settings: hidden, model")]
    [InlineData("routing_groups: [{ a: b }]", "routing_groups would choose the deployment by other rules")]
    public void A_wrong_setting_of_the_router_stops_the_start(string setting, string reason) => Assert.StartsWith(
        $"config.yaml:5: router_settings.{reason}",
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"{Models}router_settings: {{ {setting} }}")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("order: 1.5", "order must be a whole number from 0 to 1000000")]
    [InlineData("weight: -1", "weight must be a number of zero or more")]
    [InlineData("rpm: many", "rpm must be a number of zero or more, not 'many'")]
    [InlineData("tpm: many", "tpm must be a number of zero or more, not 'many'")]
    [InlineData("timeout: 0", "timeout must be more than 0 and at most 86400 seconds")]
    [InlineData("stream_timeout: 0", "stream_timeout must be more than 0 and at most 86400 seconds")]
    [InlineData("max_retries: 101", "max_retries must be a whole number from 0 to 100")]
    [InlineData("num_retries: 1, max_retries: 101", "max_retries must be a whole number from 0 to 100")]
    [InlineData("cooldown_time: long", "cooldown_time must be a number of zero or more, not 'long'")]
    [InlineData("extra_body: 5", "extra_body must be a mapping")]
    public void A_wrong_setting_of_a_deployment_stops_the_start(string parameter, string reason) => Assert.StartsWith(
        $"config.yaml:1: model_list[0].litellm_params.{reason}",
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: simulated/a, {parameter} }} }}]")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("enable_pre_call_checks: true", "router_settings.enable_pre_call_checks has no effect: a request that is too long for a model goes to its provider, whose error leads to context_window_fallbacks")]
    [InlineData("enable_pre_call_checks: false", null)]
    [InlineData("optional_pre_call_checks: [session_affinity]", "router_settings.optional_pre_call_checks has session_affinity, which has no effect: the requests of a session may go to several deployments")]
    [InlineData("optional_pre_call_checks: []", null)]
    [InlineData("provider_budget_config: {}", null)]
    public void A_check_that_refuses_nothing_is_a_warning_of_its_own(string setting, string? warning) => Assert.Equal(
        warning is null ? [] : [warning],
        TestConfiguration.Read($"{Models}router_settings: {{ {setting} }}").Warnings);

    [Theory]
    [InlineData("max_budget: 5", "max_budget would refuse requests above a budget, which the gateway does not count: remove it")]
    [InlineData("default_api_key_tpm_limit: 5", "default_api_key_tpm_limit would refuse requests that the gateway accepts: it has no such limit for keys")]
    [InlineData("default_api_key_rpm_limit: 5", "default_api_key_rpm_limit would refuse requests that the gateway accepts: it has no such limit for keys")]
    public void A_limit_of_a_deployment_stops_the_start(string setting, string reason) => Assert.StartsWith(
        $"config.yaml:1: model_list[0].litellm_params.{reason}",
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: simulated/a, {setting} }} }}]")).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("{ id: one }", "config.yaml:4: model_info.id is 'one', which the deployment in config.yaml:2 has too: each deployment needs an id of its own, or none")]
    [InlineData("{ id: two }", null)]
    [InlineData("{ id: '' }", null)]
    [InlineData("{ <<: *info }", "config.yaml:4: model_info.id is 'one', which the deployment in config.yaml:2 has too")]
    public void An_id_is_of_one_deployment(string information, string? reason)
    {
        var yaml = $$"""
            model_list:
              - { model_name: a, litellm_params: { model: simulated/a }, model_info: &info { id: one } }
              - { model_name: b, litellm_params: { model: simulated/a }, model_info: { id: '' } }
              - { model_name: c, litellm_params: { model: simulated/a }, model_info: {{information}} }
            """;

        var message = Record.Exception(() => TestConfiguration.Read(yaml))?.Message;

        Assert.Equal(reason, message is null ? null : message[..Math.Min(message.Length, reason?.Length ?? 0)]);
    }

    [Theory]
    [InlineData("openai/a, api_key: one", "openai/a, api_key: two", true)]
    [InlineData("openai/a, api_key: one", "openai/b, api_key: one", false)]
    [InlineData("openai/a, api_key: one", "openai/a, api_key: one, api_base: 'http://else'", true)]
    [InlineData("openai/a, api_key: one, organization: x", "openai/a, api_key: one, organization: y", true)]
    [InlineData("mistral/a, api_key: one", "mistral/a, api_key: two", false)]
    [InlineData("hosted_vllm/a, api_base: 'http://one'", "hosted_vllm/a, api_base: 'http://two'", false)]
    [InlineData("simulated/a", "simulated/b", false)]
    public void Several_accounts_behind_one_name_are_a_warning(string one, string two, bool warns) => Assert.Equal(
        warns ? ["deployments of 'gpt' have several accounts: previous_response_id of the Responses API, and other ids of what a provider stores, are known to one account only, and a request may go to another one. Give each account a model name of its own for such requests"] : [],
        TestConfiguration.Read($"model_list: [{{ model_name: gpt, litellm_params: {{ model: {one} }} }}, {{ model_name: gpt, litellm_params: {{ model: {two} }} }}]").Warnings);

    // Otherwise the first section that is right would hide the mistake.
    [Fact]
    public void A_wrong_setting_is_found_in_the_section_that_does_not_count() => Assert.StartsWith(
        "config.yaml:6: litellm_settings.num_retries",
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"{Models}router_settings: {{ num_retries: 1 }}\nlitellm_settings: {{ num_retries: 101 }}")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_credential_may_have_the_settings_of_a_deployment()
    {
        var deployment = Assert.Single(TestConfiguration.Read("""
            model_list: [{ model_name: a, litellm_params: { model: openai/a, litellm_credential_name: c, weight: 2 } }]
            credential_list: [{ credential_name: c, credential_values: { api_key: k, weight: 5, timeout: 7, temperature: 0.5 } }]
            """).Deployments);

        Assert.Equal((2.0, 7.0), (deployment.Weight, deployment.Timeout?.TotalSeconds));
        Assert.Equal("0.5", deployment.Defaults.Parameters["temperature"].GetRawText());
    }

    [Fact]
    public void The_pages_have_every_reason()
    {
        var reasons = typeof(RoutingReasons).GetFields().Select(field => $"`{field.GetRawConstantValue()}`");
        var page = File.ReadAllText(DeployedFile.PathOf("docs/sample-configuration.md"));

        Assert.DoesNotContain(reasons, reason => !page.Contains(reason, StringComparison.Ordinal));
    }
}
