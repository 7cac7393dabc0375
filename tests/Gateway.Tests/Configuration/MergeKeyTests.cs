using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

/// <summary>Merge keys of YAML 1.1: without them a deployment would lose its address and its key.</summary>
public sealed class MergeKeyTests
{
    private const string Defaults = """
        x-inside: &inside { api_base: 'http://inside/v1', api_key: sk-inside }
        x-other: &other { api_base: 'http://other/v1', organization: org-other }

        """;

    [Theory]
    [InlineData("<<: *inside", "http://inside/v1 sk-inside ")]
    [InlineData("<<: [*inside, *other]", "http://inside/v1 sk-inside org-other")]
    [InlineData("<<: [*other, *inside]", "http://other/v1 sk-inside org-other")]
    [InlineData("<<: *inside, api_key: sk-own", "http://inside/v1 sk-own ")]
    [InlineData("api_key: sk-own, <<: *inside", "http://inside/v1 sk-own ")]
    [InlineData("api_base: 'http://own/v1', <<: [*inside, *other]", "http://own/v1 sk-inside org-other")]
    [InlineData("<<: { api_base: 'http://inline/v1' }", "http://inline/v1  ")]
    [InlineData("<<: []", "https://api.openai.com/v1  ")]
    public void Settings_are_merged(string settings, string expected)
    {
        var configuration = TestConfiguration.Read($"{Defaults}model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {settings} }} }}]");

        Assert.Equal(expected, Print(Assert.Single(configuration.Deployments)));
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void A_merged_mapping_may_merge_others_and_its_settings_win()
    {
        var configuration = TestConfiguration.Read(Defaults + """
            x-both: &both
              <<: *inside
              api_key: sk-both
            model_list:
              - { model_name: a, litellm_params: { model: openai/a, <<: *both } }
              - { model_name: b, litellm_params: { model: openai/b, <<: *inside } }
            """);

        Assert.Equal(["http://inside/v1 sk-both ", "http://inside/v1 sk-inside "], configuration.Deployments.Select(Print));
    }

    [Fact]
    public void Merge_keys_work_in_every_section()
    {
        var configuration = TestConfiguration.Read("""
            x-guard: &guard { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'http://guard', additional_provider_specific_params: &level { level: 1 } }
            x-settings: &settings { num_retries: 3 }
            x-team: &team { team_id: t, team_alias: red }
            model_list:
              - &model { model_name: a, litellm_params: { model: simulated/a } }
              - { <<: *model, model_info: { id: second } }
            litellm_settings: { <<: *settings }
            guardrails:
              - { guardrail_name: one, litellm_params: { <<: *guard } }
              - { guardrail_name: two, litellm_params: { <<: *guard, additional_provider_specific_params: { <<: *level, name: strict } } }
            general_settings: { keys: [{ <<: *team, key: sk-a }] }
            """);

        Assert.Equal("second", configuration.Deployments[1].Id);
        Assert.Equal(3, configuration.NumRetries);
        Assert.Equal(("t", "red"), (configuration.Keys[1].TeamId, configuration.Keys[1].TeamAlias));
        Assert.Equal(
            ["""{"level":1}""", """{"name":"strict","level":1}"""],
            configuration.Guardrails.Select(guardrail => Assert.IsType<GuardrailSettings.GenericApi>(guardrail).Parameters));
    }

    [Fact]
    public void An_alias_without_a_merge_key_is_the_whole_mapping() => Assert.Equal(
        "http://inside/v1 sk-inside ",
        Print(TestConfiguration.Read("x-a: &a { model: openai/a, api_base: 'http://inside/v1', api_key: sk-inside }\nmodel_list: [{ model_name: a, litellm_params: *a }]").Deployments[0]));

    [Theory]
    [InlineData("model_list: [{ model_name: a, litellm_params: { model: openai/a, <<: text } }]", 1, "<< must name a mapping or a list of mappings")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params: { model: openai/a, <<: [{ api_key: k }, text] }", 3, "<< must name mappings only")]
    [InlineData("x-list: &list\n- text\nmodel_list: [{ model_name: a, litellm_params: { model: openai/a, <<: *list } }]", 2, "<< must name mappings only")]
    [InlineData("model_list: &list\n- model_name: a\n  litellm_params: { model: openai/a, <<: *list }", 1, "an alias must not contain its own anchor")]
    [InlineData("x-a: &a\n  b: { <<: *a }", 1, "an alias must not contain its own anchor")]
    [InlineData("x-a: &a\n  <<: *missing", 2, "missing")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params: { model: openai/a, '<<': { api_key: k } }", 3, "model_list[0].litellm_params.<< is no setting of a deployment")]
    public void A_wrong_merge_is_an_error_with_line_and_reason(string yaml, int line, string reason)
    {
        var error = Assert.Throws<ConfigurationException>(() => TestConfiguration.Read(yaml));

        Assert.Equal(line, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static string Print(Deployment deployment) =>
        $"{deployment.ApiBase} {deployment.ApiKey} {deployment.Headers.FirstOrDefault(header => header.Name == "OpenAI-Organization").Value}";
}
