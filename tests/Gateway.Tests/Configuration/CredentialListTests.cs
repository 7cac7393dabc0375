using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class CredentialListTests
{
    private const string Credentials = """
        credential_list:
          - credential_name: inside
            credential_values: { api_base: 'http://inside/v1', api_key: os.environ/INSIDE_KEY }
            credential_info: { description: inside }
          - credential_name: second
            credential_values: { api_base: 'http://second/v1', api_key: sk-second, organization: org-second }

        """;

    [Theory]
    [InlineData("litellm_credential_name: inside", "http://inside/v1 sk-inside ")]
    [InlineData("litellm_credential_name: second", "http://second/v1 sk-second org-second")]
    [InlineData("litellm_credential_name: second, api_key: sk-own", "http://second/v1 sk-own org-second")]
    [InlineData("litellm_credential_name: second, base_url: 'http://own/v1'", "http://own/v1 sk-second org-second")]
    [InlineData("litellm_credential_name: null", "https://api.openai.com/v1 sk-env ")]
    public void A_deployment_has_the_values_of_its_credential_where_it_has_none(string settings, string expected)
    {
        var configuration = TestConfiguration.Read(
            $"{Credentials}model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {settings} }} }}]", ("INSIDE_KEY", "sk-inside"), ("OPENAI_API_KEY", "sk-env"));

        var deployment = Assert.Single(configuration.Deployments);
        Assert.Equal(expected, $"{deployment.ApiBase} {deployment.ApiKey} {string.Concat(deployment.Headers.Select(header => header.Value))}");
        Assert.Empty(configuration.Warnings);
    }

    [Fact]
    public void Deployments_share_a_credential() => Assert.Equal(
        ["http://second/v1", "http://second/v1"],
        TestConfiguration.Read($$"""
            {{Credentials}}model_list:
              - { model_name: a, litellm_params: { model: openai/a, litellm_credential_name: second } }
              - { model_name: b, litellm_params: { model: openai/b, litellm_credential_name: second } }
            """).Deployments.Select(deployment => deployment.ApiBase.AbsoluteUri));

    [Theory]
    [InlineData(Credentials, "litellm_credential_name: thrid", 7, "names a credential that is not in credential_list: 'thrid'; credentials: inside, second")]
    [InlineData("", "litellm_credential_name: second", 1, "names a credential that is not in credential_list: 'second'; there is no credential_list")]
    [InlineData(Credentials, "litellm_credential_name: inside", 3, "credential_list[0].credential_values.api_key names the environment variable INSIDE_KEY, which is not set")]
    [InlineData("credential_list: [{ credential_name: a, credential_values: { api_bse: 'http://x' } }]\n", "litellm_credential_name: a", 1, "credential_list[0].credential_values.api_bse is no setting of a deployment; did you mean api_base?")]
    [InlineData("credential_list: [{ credential_name: a }]\n", "api_key: k", 1, "credential_list[0].credential_values must be a mapping, such as { api_base: …, api_key: … }")]
    [InlineData("credential_list: [{ credential_name: a, credential_value: {}, credential_values: {} }]\n", "api_key: k", 1, "credential_list[0].credential_value is no setting of an entry of credential_list; did you mean credential_values?")]
    [InlineData("credential_list: [{ credential_name: a, credential_values: {} }, { credential_name: a, credential_values: {} }]\n", "api_key: k", 1, "credential_list[1].credential_name is used twice: 'a'")]
    public void A_wrong_credential_stops_the_start(string credentials, string settings, int line, string reason)
    {
        var error = Assert.Throws<ConfigurationException>(() =>
            TestConfiguration.Read($"{credentials}model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {settings} }} }}]"));

        Assert.Equal(line, error.Line);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
