using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary><c>/health</c>: whether the provider of each deployment answers.</summary>
public sealed class HealthTests
{
    private const string Refused = """{"error":{"message":"No API key: send Authorization: Bearer KEY, or x-api-key.","type":"authentication_error","param":null,"code":"invalid_api_key"}}""";

    [Fact]
    public async Task It_has_LiteLLMs_form()
    {
        await using var well = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"object":"list","data":[]}"""));
        await using var ill = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"error":{"message":"Incorrect API key provided: sk-provider"}}""", 401));
        await using var gateway = await RunningGateway.StartAsync(Yaml(well, ill, "master_key: sk-own"));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/health", "", null, ("x-api-key", "sk-own"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(
            """{"healthy_endpoints":[{"model":"openai/gpt-4o","model_id":"one"},{"model":"simulated/demo","model_id":"three"}],"unhealthy_endpoints":[{"model":"anthropic/claude-sonnet-4-5","model_id":"two","error":"The provider refused the gateway's key with status 401."}],"healthy_count":2,"unhealthy_count":1}""",
            await response.Content.ReadAsStringAsync());
        var asked = Assert.Single(well.Requests);
        Assert.Equal(("GET", "/v1/models", "Bearer sk-provider", false), (asked.Method, asked.Path, asked.Headers["Authorization"], asked.Headers.ContainsKey("traceparent")));
        var refused = Assert.Single(ill.Requests);
        Assert.Equal(("GET", "/v1/models", "sk-provider", "2023-06-01"), (refused.Method, refused.Path, refused.Headers["x-api-key"], refused.Headers["anthropic-version"]));
    }

    [Fact]
    public async Task It_asks_for_a_key_before_it_asks_a_provider()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Yaml(upstream, upstream, "master_key: sk-own"));

        using var response = await gateway.Client.GetAsync(new Uri("/health", UriKind.Relative));

        Assert.Equal((401, Refused), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("?model=gpt", "one")]
    [InlineData("?model=openai/gpt-4o", "one")]
    [InlineData("?model_id=two", "two")]
    public async Task It_asks_one_model_on_request(string query, string id)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Yaml(upstream, upstream, TestConfiguration.Open));

        var body = await gateway.Client.GetStringAsync(new Uri("/health" + query, UriKind.Relative));

        Assert.Contains($"\"model_id\":\"{id}\"", body, StringComparison.Ordinal);
        Assert.EndsWith("\"healthy_count\":1,\"unhealthy_count\":0}", body, StringComparison.Ordinal);
        Assert.Single(upstream.Requests);
    }

    [Theory]
    [InlineData("short", "openai/gpt-4o one")]
    [InlineData("team/llama", "openai/llama any")]
    [InlineData("team/*", "openai/* any")]
    [InlineData("openai/gpt-4o", "openai/gpt-4o one")]
    [InlineData("openai/o3", "openai/o3 rest")]
    public async Task It_knows_aliases_and_patterns(string model, string expected)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: gpt, litellm_params: { model: openai/gpt-4o, api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: one } }
              - { model_name: 'team/*', litellm_params: { model: 'openai/*', api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: any } }
              - { model_name: 'openai/*', litellm_params: { model: 'openai/*', api_base: '{{upstream.Endpoint}}v1', api_key: sk-provider }, model_info: { id: rest } }
            router_settings: { model_group_alias: { short: gpt } }
            """);

        var body = await gateway.Client.GetStringAsync(new Uri("/health?model=" + Uri.EscapeDataString(model), UriKind.Relative));

        Assert.Equal(
            $$"""{"healthy_endpoints":[{"model":"{{expected.Split(' ')[0]}}","model_id":"{{expected.Split(' ')[1]}}"}],"unhealthy_endpoints":[],"healthy_count":1,"unhealthy_count":0}""",
            body);
    }

    [Theory]
    [InlineData("?model=nobody")]
    [InlineData("?model_id=nobody")]
    public async Task A_model_that_is_not_there_is_not_found(string query)
    {
        await using var gateway = await RunningGateway.StartAsync("model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]");

        using var response = await gateway.Client.GetAsync(new Uri("/health" + query, UriKind.Relative));

        Assert.Equal(
            (404, """{"error":{"message":"The model 'nobody' does not exist; GET /v1/models lists the models.","type":"invalid_request_error","param":null,"code":"model_not_found"}}"""),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("openai/m", 200, null)]
    [InlineData("openai/m", 404, null)]
    [InlineData("openai/m", 403, "The provider refused the gateway's key with status 403.")]
    [InlineData("openai/m", 302, "The provider answered with status 302, a redirect. The gateway follows no redirect.")]
    [InlineData("openai/m", 429, "The provider answered with status 429.")]
    [InlineData("openai/m", 503, "The provider answered with status 503.")]
    [InlineData("bedrock/m", 403, null)]
    [InlineData("bedrock/m", 404, null)]
    [InlineData("bedrock/m", 500, "The provider answered with status 500.")]
    public async Task A_status_of_the_provider_says_whether_calls_can_succeed(string model, int status, string? error)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"secret":"sk-provider"}""", status));
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: m, litellm_params: {{ model: '{model}', api_base: '{upstream.Endpoint}', api_key: sk-provider }}, model_info: {{ id: one }} }}]");

        var body = await gateway.Client.GetStringAsync(new Uri("/health", UriKind.Relative));

        var endpoint = $"{{\"model\":\"{model}\",\"model_id\":\"one\"";
        Assert.Equal(
            error is null
                ? $"{{\"healthy_endpoints\":[{endpoint}}}],\"unhealthy_endpoints\":[],\"healthy_count\":1,\"unhealthy_count\":0}}"
                : $"{{\"healthy_endpoints\":[],\"unhealthy_endpoints\":[{endpoint},\"error\":\"{error}\"}}],\"healthy_count\":0,\"unhealthy_count\":1}}",
            body);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_unhealthy()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Refuse());
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: m, litellm_params: {{ model: openai/m, api_base: '{upstream.Endpoint}', api_key: sk-provider }}, model_info: {{ id: one }} }}]");

        Assert.Equal(
            """{"healthy_endpoints":[],"unhealthy_endpoints":[{"model":"openai/m","model_id":"one","error":"The provider could not be reached."}],"healthy_count":0,"unhealthy_count":1}""",
            await gateway.Client.GetStringAsync(new Uri("/health", UriKind.Relative)));
    }

    private static string Yaml(FakeUpstream one, FakeUpstream two, string general) => $$"""
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-4o, api_base: '{{one.Endpoint}}v1', api_key: sk-provider }, model_info: { id: one } }
          - { model_name: claude, litellm_params: { model: anthropic/claude-sonnet-4-5, api_base: '{{two.Endpoint}}', api_key: sk-provider }, model_info: { id: two } }
          - { model_name: demo, litellm_params: { model: simulated/demo }, model_info: { id: three } }
        general_settings: { {{general}} }
        """;
}
