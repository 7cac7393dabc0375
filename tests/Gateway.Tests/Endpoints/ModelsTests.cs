using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

public sealed class ModelsTests
{
    private const string Yaml = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }, { model_name: a/b, litellm_params: { model: simulated/x } }]";

    [Theory]
    [InlineData("/v1/models", "accept", """{"object":"list","data":[{"id":"demo","object":"model","created":0,"owned_by":"gateway"},{"id":"a/b","object":"model","created":0,"owned_by":"gateway"}]}""")]
    [InlineData("/v1/models/demo", "accept", """{"id":"demo","object":"model","created":0,"owned_by":"gateway"}""")]
    [InlineData("/v1/models/a/b", "accept", """{"id":"a/b","object":"model","created":0,"owned_by":"gateway"}""")]
    [InlineData("/v1/models/a%2Fb", "accept", """{"id":"a/b","object":"model","created":0,"owned_by":"gateway"}""")]
    [InlineData("/v1/models", "anthropic-version", """{"data":[{"type":"model","id":"demo","display_name":"demo","created_at":"1970-01-01T00:00:00Z"},{"type":"model","id":"a/b","display_name":"a/b","created_at":"1970-01-01T00:00:00Z"}],"has_more":false,"first_id":"demo","last_id":"a/b"}""")]
    [InlineData("/v1/models/demo", "anthropic-version", """{"type":"model","id":"demo","display_name":"demo","created_at":"1970-01-01T00:00:00Z"}""")]
    [InlineData("/v1beta/models/demo", "accept", """{"name":"models/demo","displayName":"demo","version":"","supportedGenerationMethods":["generateContent","countTokens","embedContent"]}""")]
    [InlineData("/api/tags", "accept", """{"models":[{"name":"demo","model":"demo","modified_at":"1970-01-01T00:00:00Z","size":0,"digest":"","details":{"family":"","parameter_size":"","quantization_level":""}},{"name":"a/b","model":"a/b","modified_at":"1970-01-01T00:00:00Z","size":0,"digest":"","details":{"family":"","parameter_size":"","quantization_level":""}}]}""")]
    [InlineData("/api/version", "accept", """{"version":"0.5.0"}""")]
    public async Task Models_have_the_form_of_the_callers_API(string path, string header, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "application/json", null, (header, "2023-06-01"));

        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/models/nobody", "accept", """{"error":{"message":"The model 'nobody' does not exist; GET /v1/models lists the models.","type":"invalid_request_error","param":null,"code":"model_not_found"}}""")]
    [InlineData("/v1/models/nobody", "anthropic-version", """{"type":"error","error":{"type":"not_found_error","message":"The model 'nobody' does not exist; GET /v1/models lists the models.","code":"model_not_found"}}""")]
    public async Task An_unknown_model_is_not_found(string path, string header, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "application/json", null, (header, "2023-06-01"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }
}
