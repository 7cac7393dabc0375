using System.Net;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Keys;

public sealed class KeyTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";
    private const string TwoKeys = Models + "general_settings: { master_key: sk-master, keys: [{ key: sk-team, key_alias: team }] }";
    private const string Chat = """{"model":"demo","messages":[{"role":"user","content":"hi"}]}""";

    [Theory]
    [InlineData("Authorization", "Bearer sk-master")]
    [InlineData("Authorization", "bearer sk-team")]
    [InlineData("x-api-key", "sk-team")]
    public async Task A_key_opens_the_gateway(string header, string value)
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, (header, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "x-other", "sk-team", """{"error":{"message":"No API key: send Authorization: Bearer KEY, or x-api-key.","type":"authentication_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("/chat/completions", "Authorization", "Bearer sk-teamX", """{"error":{"message":"The API key is not valid.","type":"authentication_error","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("/v1/messages", "x-api-key", "sk-", """{"type":"error","error":{"type":"authentication_error","message":"The API key is not valid."}}""")]
    public async Task Any_other_is_refused_in_the_words_of_the_route(string path, string header, string value, string body)
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.PostAsync(path, Chat, (header, value));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith(body[..^1], await response.Content.ReadAsStringAsync(), StringComparison.Ordinal); // Anthropic's form goes on with the request id.
    }

    [Fact]
    public async Task The_list_of_models_needs_a_key_too()
    {
        await using var gateway = await RunningGateway.StartAsync(TwoKeys);

        using var response = await gateway.Client.GetAsync(new Uri("/v1/models", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_keys_the_gateway_is_open()
    {
        await using var gateway = await RunningGateway.StartAsync(Models);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, ("Authorization", "Bearer whatever"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
