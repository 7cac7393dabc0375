using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

public sealed class UnknownRouteTests
{
    private const string Yaml = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]";

    [Theory]
    [InlineData("POST", "/v1/v1/chat/completions", "POST /v1/chat/completions")]
    [InlineData("POST", "/v1/chat/completion", "POST /v1/chat/completions")]
    [InlineData("GET", "/v1/vector_store", "GET /v1/vector_stores")]
    [InlineData("GET", "/v1beta/cachedContents", "GET /v1beta/models")]
    [InlineData("DELETE", "/v1/file/file-1", "DELETE /v1/files/{id}")]
    public async Task An_unknown_path_is_refused_with_the_nearest_route(string method, string path, string nearest)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.SendAsync(new HttpMethod(method), path, "application/json", method == "POST" ? "{}" : null);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains($"\"message\":\"The gateway does not serve {method} {path}; the nearest route is {nearest}.\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("unknown_url", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/v1/embeddings", "POST")]
    [InlineData("PUT", "/v1/chat/completions", "GET, POST")]
    [InlineData("POST", "/v1/models", "GET")]
    [InlineData("DELETE", "/health", "GET")]
    public async Task An_unknown_method_is_refused_with_the_methods_of_the_path(string method, string path, string allowed)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.SendAsync(new HttpMethod(method), path, "application/json", method == "POST" ? "{}" : null);

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
        Assert.Contains($"{path} has no {method}; send {allowed.Replace(", ", " or ", StringComparison.Ordinal)}.", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/nothing", "anthropic-version", """{"type":"error","error":{"type":"not_found_error","message":""")]
    [InlineData("/v1/nothing", "x-goog-api-key", """{"error":{"code":404,"message":""")]
    [InlineData("/v1beta/models/demo:nothing", "accept", """{"error":{"code":404,"message":""")]
    [InlineData("/v2/nothing", "accept", """{"message":""")]
    [InlineData("/api/nothing", "accept", """{"error":"The gateway""")]
    [InlineData("/v1/fim/nothing", "accept", """{"object":"error","message":""")]
    public async Task The_refusal_has_the_form_of_the_callers_API(string path, string header, string start)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, "{}", (header, "2023-06-01"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.StartsWith(start, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_unknown_path_and_method_is_logged_once()
    {
        await using var gateway = await GatewayProcess.StartAsync(Yaml);
        using var client = new HttpClient { BaseAddress = gateway.Endpoint };

        foreach (var path in new[] { "/v1/one", "/v1/one", "/v1/embeddings", "/v1/embeddings", "/v1/last" })
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        }

        var output = await gateway.WaitForOutputAsync("GET /v1/last");
        Assert.Equal(2, output.Split("GET /v1/one").Length);
        Assert.Equal(2, output.Split("/v1/embeddings has no GET; send POST.").Length);
    }
}
