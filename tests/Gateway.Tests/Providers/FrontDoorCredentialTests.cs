using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>What signs a caller in at the gateway, or at a proxy in front of it, does not reach a provider.</summary>
public sealed class FrontDoorCredentialTests
{
    private const string Key = "sk-caller-0123456789abcdef";

    [Theory]
    [InlineData("Cf-Access-Jwt-Assertion")]
    [InlineData("Cf-Access-Authenticated-User-Email")]
    [InlineData("CF-Access-Client-Secret")]
    [InlineData("cf-aig-authorization")]
    [InlineData("X-Goog-IAP-JWT-Assertion")]
    [InlineData("X-Goog-Authenticated-User-Email")]
    [InlineData("X-Serverless-Authorization")]
    [InlineData("x-amzn-oidc-data")]
    [InlineData("x-amzn-oidc-accesstoken")]
    [InlineData("X-Amzn-Mtls-Clientcert")]
    [InlineData("X-MS-TOKEN-AAD-ACCESS-TOKEN")]
    [InlineData("X-MS-CLIENT-PRINCIPAL")]
    [InlineData("X-MS-CLIENT-PRINCIPAL-NAME")]
    [InlineData("X-ARR-ClientCert")]
    [InlineData("X-Auth-Request-Access-Token")]
    [InlineData("X-Auth-Request-Email")]
    [InlineData("X-Pomerium-Jwt-Assertion")]
    [InlineData("X-authentik-jwt")]
    [InlineData("Remote-User")]
    [InlineData("Client-Cert")]
    public async Task A_header_of_a_proxy_that_signs_users_in_does_not_pass(string name)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync("/cohere/v1/x", "{}", ("Authorization", $"Bearer {Key}"), (name, "front-door"));

        Assert.DoesNotContain("front-door", Assert.Single(upstream.Requests).Headers.Values);
    }

    [Theory]
    [InlineData("cf-aig-metadata")]
    [InlineData("x-goog-user-project")]
    [InlineData("x-amzn-bedrock-trace")]
    [InlineData("x-ms-client-request-id")]
    [InlineData("x-portkey-provider")]
    public async Task A_header_for_the_provider_passes(string name)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync("/cohere/v1/x", "{}", ("Authorization", $"Bearer {Key}"), (name, "for-the-provider"));

        Assert.Contains("for-the-provider", Assert.Single(upstream.Requests).Headers.Values);
    }

    [Theory]
    [InlineData(Key)]
    [InlineData("Token " + Key)]
    [InlineData($$"""{"provider":"openai","api_key":"{{Key}}"}""")]
    [InlineData("key=" + Key + ";v=1")]
    public async Task The_callers_key_does_not_pass_in_any_header(string value)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync("/cohere/v1/x", "{}", ("Authorization", $"Bearer {Key}"), ("x-portkey-config", value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("x-portkey-config", Assert.Single(upstream.Requests).Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/cohere/v1/x?a=1&api_key=KEY&b=2", "/v1/x?a=1&b=2")]
    [InlineData("/cohere/v1/x?api_key=sk%2Dcaller%2D0123456789abcdef", "/v1/x")]
    [InlineData("/cohere/v1/x?config=%7B%22api_key%22%3A%22KEY%22%7D&b=2", "/v1/x?b=2")]
    [InlineData("/v1/files?api_key=KEY&limit=2", "/v1/files?limit=2")]
    [InlineData("/v1/files?after=another&limit=2", "/v1/files?after=another&limit=2")]
    [InlineData("/v1/files?api_key=another&limit=2", "/v1/files?limit=2")]
    public async Task The_callers_key_does_not_pass_in_the_query(string sent, string received)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.SendAsync(HttpMethod.Get, sent.Replace("KEY", Key, StringComparison.Ordinal), "", null, ("Authorization", $"Bearer {Key}"));

        Assert.Equal(received, Assert.Single(upstream.Requests).Path);
    }

    private static string Models(FakeUpstream upstream) => $$"""
        model_list:
          - { model_name: c, litellm_params: { model: cohere/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: o, litellm_params: { model: openai/x, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }
        general_settings: { master_key: {{Key}} }
        """;
}
