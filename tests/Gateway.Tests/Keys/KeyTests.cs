using System.Net;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Keys;

public sealed class KeyTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";
    private const string TwoKeys = Models + "general_settings: { master_key: sk-master, keys: [{ key: sk-team, key_alias: team }] }";
    private const string Chat = """{"model":"demo","messages":[{"role":"user","content":"hi"}]}""";

    private static readonly string InBasic = Convert.ToBase64String(Encoding.UTF8.GetBytes("pk-any:sk-team"));
    private static readonly string AsUser = Convert.ToBase64String(Encoding.UTF8.GetBytes("sk-team:"));

    public static TheoryData<string, string> Accepted => new()
    {
        { "Authorization", "Bearer sk-master" },
        { "Authorization", "bearer sk-team" },
        { "Authorization", "BEARER  sk-team " },
        { "Authorization", "sk-team" },
        { "Authorization", $"Basic {InBasic}" },
        { "Authorization", $"basic {AsUser}" },
        { "Authorization", "Basic sk-team" },
        { "Authorization", "AWS4-HMAC-SHA256 Credential=Bearer sk-team/20261123/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=abc" },
        { "Authorization", "AWS4-HMAC-SHA256 Credential=sk-team/20261123/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=abc" },
        { "x-api-key", "sk-team" },
        { "api-key", "sk-team" },
        { "x-goog-api-key", "sk-team" },
        { "x-litellm-api-key", "sk-team" },
        { "x-litellm-api-key", "Bearer sk-team" },
        { "Ocp-Apim-Subscription-Key", "sk-team" },
    };

    public static TheoryData<string, string> Refused => new()
    {
        { "Authorization", "Bearer sk-teamX" },
        { "Authorization", "Bearer" },
        { "Authorization", "Bearer Bearer sk-team" },
        { "Authorization", "Digest sk-team" },
        { "Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("sk-team:wrong"))}" },
        { "Authorization", "AWS4-HMAC-SHA256 SignedHeaders=host, Signature=sk-team" },
        { "x-api-key", "sk-" },
        { "x-other", "sk-team" },
        { "Cookie", "key=sk-team" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task A_key_opens_the_gateway(string header, string value)
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, (header, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Any_other_value_is_refused(string header, string value)
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, (header, value));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"error":{"message":"{0}","type":"authentication_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("/chat/completions", """{"error":{"message":"{0}","type":"authentication_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("/v1/messages", """{"type":"error","error":{"type":"authentication_error","message":"{0}"}""")]
    [InlineData("/v1beta/models/demo:generateContent", """{"error":{"code":401,"message":"{0}","status":"UNAUTHENTICATED"}}""")]
    [InlineData("/v2/chat", """{"message":"{0}"}""")]
    [InlineData("/api/chat", """{"error":"{0}"}""")]
    [InlineData("/model/demo/converse", """{"message":"{0}"}""")]
    [InlineData("/v1/fim/completions", """{"object":"error","message":"{0}","type":"authentication_error","param":null,"code":null}""")]
    public async Task A_refusal_has_the_form_of_the_route(string path, string body)
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var without = await gateway.PostAsync(path, Chat);
        using var wrong = await gateway.PostAsync(path, Chat, ("x-litellm-api-key", "sk-teamX"));

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (without.StatusCode, wrong.StatusCode));
        Assert.StartsWith(
            body.Replace("{0}", "No API key: send Authorization: Bearer KEY, or x-api-key.", StringComparison.Ordinal),
            await without.Content.ReadAsStringAsync(),
            StringComparison.Ordinal); // Anthropic's form goes on with the request id.
        Assert.StartsWith(body.Replace("{0}", "The API key is not valid.", StringComparison.Ordinal), await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_of_models_needs_a_key_too()
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.Client.GetAsync(new Uri("/v1/models", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    // A client that signs in to a provider by itself has the provider's token in Authorization.
    [Fact]
    public async Task A_key_counts_beside_another_credential()
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.PostAsync("/v1/messages", Chat, ("Authorization", "Bearer sk-ant-oat01-other"), ("x-litellm-api-key", "sk-team"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("X-Gateway-Key", "sk-team", HttpStatusCode.OK)]
    [InlineData("x-gateway-key", "Bearer sk-team", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer sk-team", HttpStatusCode.OK)]
    [InlineData("X-Gateway-Key", "sk-teamX", HttpStatusCode.Unauthorized)]
    public async Task A_header_of_the_operators_choice_has_the_key(string header, string value, HttpStatusCode expected)
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys.Replace("{ master_key", "{ litellm_key_header_name: X-Gateway-Key, master_key", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, (header, value));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_message_names_the_header_of_the_operators_choice()
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys.Replace("{ master_key", "{ litellm_key_header_name: X-Gateway-Key, master_key", StringComparison.Ordinal));

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat);

        Assert.Contains("No API key: send X-Gateway-Key: Bearer KEY, or x-api-key.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/openai/v1/chat/completions")]
    [InlineData("/openai_passthrough/v1/chat/completions")]
    public async Task No_header_with_a_key_goes_to_a_provider(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: gpt, litellm_params: { model: openai/gpt, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider } }]
            general_settings: { master_key: sk-master, litellm_key_header_name: X-Gateway-Key }
            """);

        using var response = await gateway.PostAsync(
            path, """{"model":"gpt","messages":[]}""", [("X-Gateway-Key", "canary-0"), .. PresentedKeys.Headers.Skip(1).Select((name, i) => (name, $"canary-{i + 1}")), ("x-litellm-api-key", "sk-master")]);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(upstream.Requests);
        Assert.DoesNotContain(sent.Headers, header => header.Value.Contains("canary", StringComparison.Ordinal) || header.Value.Contains("sk-master", StringComparison.Ordinal));
        Assert.Equal("Bearer sk-provider", sent.Headers["Authorization"]);
    }

    [Fact]
    public async Task Without_keys_the_gateway_is_open_if_the_file_says_so()
    {
        await using var gateway = await RunningGateway.StartAsync(Models + "general_settings: { allow_unauthenticated: true }");

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, ("Authorization", "Bearer whatever"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
