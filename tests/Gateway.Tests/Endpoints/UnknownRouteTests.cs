using Microsoft.AspNetCore.Routing;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Sockets;

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
    [InlineData("POST", "/key/generate", "keys and teams are in the configuration file, and there are neither users nor spend")]
    [InlineData("GET", "/team", "keys and teams are in the configuration file, and there are neither users nor spend")]
    [InlineData("POST", "/model/new", "the configuration file is read once")]
    [InlineData("GET", "/metrics/", "metrics go to a collector over OTLP, see docs/metrics.md")]
    [InlineData("GET", "/ui", "the gateway has neither pages nor MCP")]
    public async Task A_route_that_only_LiteLLM_has_is_refused_with_the_reason(string method, string path, string reason)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.SendAsync(new HttpMethod(method), path, "application/json", method == "POST" ? "{}" : null);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains($"\"message\":\"The gateway does not serve {method} {path}: {reason}.\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/keys", "the nearest route is ")]
    [InlineData("/model/new-model/converse2", "the nearest route is ")]
    public async Task A_path_that_only_begins_like_one_of_LiteLLMs_has_a_nearest_route(string path, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, "{}");

        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
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
    [InlineData("/guardrail/g/version/1/apply", "accept", """{"message":""")]
    [InlineData("/async-invoke", "accept", """{"message":""")]
    [InlineData("/foundation-models", "accept", """{"message":""")]
    [InlineData("/knowledgebases/k/retrieve", "amz-sdk-invocation-id", """{"message":""")]
    [InlineData("/knowledgebases/k/retrieve", "accept", """{"error":{"message":""")]
    public async Task The_refusal_has_the_form_of_the_callers_API(string path, string header, string start)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, "{}", (header, "2023-06-01"));

        Assert.Equal(404, (int)response.StatusCode);
        Assert.StartsWith(start, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/guardrail/g/version/1/apply")]
    [InlineData("/async-invoke")]
    [InlineData("/foundation-models")]
    [InlineData("/model/nova/count-tokens")]
    public async Task AWS_SDKs_find_the_exception_of_a_path_of_Bedrock(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.PostAsync(path, "{}");

        Assert.Equal("ResourceNotFoundException", Assert.Single(response.Headers.GetValues("x-amzn-errortype")));
    }

    [Fact]
    public async Task A_request_for_the_server_as_a_whole_is_refused()
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.SendAsync($"OPTIONS * HTTP/1.1\r\nHost: {gateway.Endpoint.Authority}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed", await caller.ReadUntilAsync("/ has no OPTIONS; send GET or HEAD."), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_path_is_cut()
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v1/" + new string('x', 500), "", null);

        Assert.Contains($"does not serve GET /v1/{new string('x', 76)}; the nearest", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completion", "/v1/")]
    [InlineData("/v2/nothing", "/v2/")]
    [InlineData("/audios/speech", "/audio/")]
    [InlineData("/wp-admin/setup.php", "/")]
    public async Task The_search_for_the_nearest_route_compares_few_routes(string path, string start)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml);
        var routes = new KnownRoutes(new DefaultEndpointDataSource(gateway.Routes));

        var compared = routes.CandidatesFor(path).ToList();

        Assert.NotEmpty(compared);
        Assert.True(compared.Count < gateway.Routes.Count / 2, $"{compared.Count} of {gateway.Routes.Count}");
        Assert.All(compared, pattern => Assert.StartsWith(start, pattern, StringComparison.Ordinal));
        Assert.Single(compared.Select(pattern => pattern.Split('/')[1]).Distinct());
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
