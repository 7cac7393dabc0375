using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Browsers;

public sealed class CorsTests
{
    private const string Models = "model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]\n";
    private const string Allowed = Models + "general_settings: { master_key: sk-1, cors_origins: ['https://app.example.com'] }";
    private const string Chat = """{"model":"demo","messages":[]}""";

    [Theory]
    [InlineData("https://app.example.com", "https://app.example.com")]
    [InlineData("https://other.example.com", null)]
    public async Task A_preflight_is_answered_without_a_key_for_allowed_origins(string origin, string? allowed)
    {
        await using var gateway = await RunningGateway.StartAsync(Allowed);

        using var response = await gateway.SendAsync(
            HttpMethod.Options, "/v1/chat/completions", "", null,
            ("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type,x-stainless-os"));

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Equal(allowed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal(allowed is null ? null : "POST", Header(response, "Access-Control-Allow-Methods"));
        Assert.Equal(allowed is null ? null : "authorization,content-type,x-stainless-os", Header(response, "Access-Control-Allow-Headers"));
    }

    [Theory]
    [InlineData("sk-1", 200)]
    [InlineData("sk-2", 401)]
    public async Task A_page_of_an_allowed_origin_reads_answers_and_errors(string key, int status)
    {
        await using var gateway = await RunningGateway.StartAsync(Allowed);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, ("Authorization", $"Bearer {key}"), ("Origin", "https://app.example.com"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("https://app.example.com", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("*", Header(response, "Access-Control-Expose-Headers"));
    }

    [Fact]
    public async Task Every_origin_is_allowed_by_a_star()
    {
        await using var gateway = await RunningGateway.StartAsync(Models + $"general_settings: {{ {TestConfiguration.Open}, cors_origins: '*' }}");

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, ("Origin", "https://any.example.com"));

        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Without_the_setting_no_origin_is_allowed()
    {
        await using var gateway = await RunningGateway.StartAsync(Models);

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, ("Origin", "https://any.example.com"));

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Null(Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public void LiteLlms_variable_has_a_list()
    {
        var configuration = ConfigurationReader.Read(TestConfiguration.From(Models), "config.yaml", name => name == CorsOriginsReader.Variable ? "https://a.example, http://localhost:3000" : null);

        Assert.Equal(["https://a.example", "http://localhost:3000"], configuration.CorsOrigins);
    }

    [Theory]
    [InlineData(null, null, "*")]
    [InlineData("false", null, "*")]
    [InlineData("true", "true", "x-litellm-version,x-litellm-model-id,x-litellm-model-group,x-litellm-model-api-base,x-litellm-call-id,x-litellm-attempted-retries,x-litellm-max-retries,x-litellm-attempted-fallbacks,x-litellm-max-fallbacks,x-litellm-response-duration-ms,x-litellm-overhead-duration-ms,x-litellm-response-cost,request-id,x-request-id,retry-after,retry-after-ms,x-should-retry")]
    public async Task Pages_may_send_credentials_only_by_LiteLLMs_variable(string? variable, string? credentials, string readable)
    {
        await using var gateway = await RunningGateway.StartAsync(
            Allowed + (variable is null ? "" : $"\nenvironment_variables: {{ {CorsOriginsReader.CredentialsVariable}: '{variable}' }}"));

        using var response = await gateway.PostAsync("/v1/chat/completions", Chat, ("x-api-key", "sk-1"), ("Origin", "https://app.example.com"));

        Assert.Equal((200, credentials, readable), ((int)response.StatusCode, Header(response, "Access-Control-Allow-Credentials"), Header(response, "Access-Control-Expose-Headers")));
    }

    [Fact]
    public void Credentials_for_every_page_stop_the_start()
    {
        var exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(
            Models + "general_settings: { master_key: sk-1, cors_origins: '*' }", "config.yaml", name => name == CorsOriginsReader.CredentialsVariable ? "true" : null));

        Assert.Equal(
            "LITELLM_CORS_ALLOW_CREDENTIALS: is true, and cors_origins or LITELLM_CORS_ORIGINS is *: any page could use the credentials of its visitor. Name the origins",
            exception.Message);
    }

    [Theory]
    [InlineData("/health/readiness")]
    [InlineData("/v1/models")]
    [InlineData("/utils/token_counter")]
    public async Task A_preflight_of_the_gateways_own_routes_needs_no_key(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(Allowed);

        using var response = await gateway.SendAsync(
            HttpMethod.Options, path, "", null, ("Origin", "https://app.example.com"), ("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Headers", "authorization"));

        Assert.Equal((204, "https://app.example.com", "authorization"), ((int)response.StatusCode, Header(response, "Access-Control-Allow-Origin"), Header(response, "Access-Control-Allow-Headers")));
    }

    [Theory]
    [InlineData("https://app.example.com/page")]
    [InlineData("app.example.com")]
    public void An_origin_that_no_browser_sends_is_an_error(string origin)
    {
        var exception = Assert.Throws<ConfigurationException>(() =>
            ConfigurationReader.Read(Models + $"general_settings: {{ cors_origins: ['{origin}'] }}", "config.yaml", _ => null));

        Assert.Equal($"config.yaml:2: general_settings.cors_origins must hold origins such as https://app.example.com, or *, not '{origin}'", exception.Message);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;
}
