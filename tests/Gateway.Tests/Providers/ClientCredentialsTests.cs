using System.Net;
using System.Text.RegularExpressions;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Samples.Gateway.Tests.Requests;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>Addresses and keys of providers that callers bring.</summary>
public sealed class ClientCredentialsTests
{
    private const string Chat = "/v1/chat/completions";
    private static readonly (string, string) Key = ("Authorization", "Bearer sk-master");

    private const string Refused = "' is not allowed: the gateway's configuration decides where a request goes. To allow it for the model 'm', the operator sets litellm_params.configurable_clientside_auth_params.";

    [Theory]
    [InlineData("", "", "\"api_key\":\"sk-own\"", "api_key")]
    [InlineData("", "", "\"api_base\":\"http://127.0.0.1:1\"", "api_base")]
    [InlineData("", "", "\"base_url\":\"http://127.0.0.1:1\"", "base_url")]
    [InlineData("configurable_clientside_auth_params: [api_key]", "", "\"api_base\":\"http://127.0.0.1:1\",\"api_key\":\"sk-own\"", "api_base")]
    [InlineData("configurable_clientside_auth_params: [api_base]", "", "\"api_key\":\"sk-own\"", "api_key")]
    [InlineData("", "allow_client_side_credentials: false", "\"api_key\":\"sk-own\"", "api_key")]
    public async Task Without_the_operators_consent_they_are_refused(string parameters, string general, string fields, string field)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Model(upstream, parameters, general, "[127.0.0.1]"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],{{fields}}}""", Key);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal($"The field '{field}{Refused}", await RequestOptionsTests.MessageIn(response));
        Assert.Empty(upstream.Requests);
    }

    [Theory]
    [InlineData("configurable_clientside_auth_params: [api_base, api_key]", "", "[127.0.0.1]")]
    [InlineData("configurable_clientside_auth_params: [base_url, api_key]", "", "['*']")]
    [InlineData("configurable_clientside_auth_params: [{ api_base: 'http://127\\.0\\.0\\.1:\\d+/' }, api_key]", "", "[]")]
    [InlineData("", "allow_client_side_credentials: true", "[127.0.0.1]")]
    public async Task With_the_operators_consent_they_are_used(string parameters, string general, string hosts)
    {
        await using var configured = await FakeUpstream.StartAsync();
        await using var own = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Model(configured, parameters, general, hosts));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],"api_base":"{{own.Endpoint}}","api_key":"sk-own"}""", Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(configured.Requests);
        var request = Assert.Single(own.Requests);
        Assert.Equal("/chat/completions", request.Path);
        Assert.Equal("Bearer sk-own", request.Headers["Authorization"]);
        Assert.Equal("""{"model":"a","messages":[]}""", request.Body);
    }

    // A resource of Azure AI takes the key in a header of its own, other addresses as a bearer key.
    [Fact]
    public async Task A_callers_key_is_sent_as_the_callers_address_takes_it()
    {
        await using var own = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync("""
            model_list:
              - { model_name: m, litellm_params: { model: azure_ai/a, api_base: 'https://resource.services.ai.azure.com', api_key: k, configurable_clientside_auth_params: [api_base, api_key] } }
            litellm_settings: { provider_url_destination_allowed_hosts: [127.0.0.1] }
            general_settings: { master_key: sk-master }
            """);

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],"api_base":"{{own.Endpoint}}","api_key":"sk-own"}""", Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var request = Assert.Single(own.Requests);
        Assert.Equal(("/chat/completions?api-version=2024-05-01-preview", "Bearer sk-own", false), (request.Path, request.Headers["Authorization"], request.Headers.ContainsKey("api-key")));
    }

    [Fact]
    public async Task A_callers_key_goes_to_the_configured_address()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Model(upstream, "configurable_clientside_auth_params: [api_key]", "", "[]"));

        using var response = await gateway.PostAsync(Chat, """{"model":"m","messages":[],"api_key":"sk-own"}""", Key);

        Assert.Equal("Bearer sk-own", Assert.Single(upstream.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task The_gateways_key_never_goes_to_a_callers_address()
    {
        await using var configured = await FakeUpstream.StartAsync();
        await using var own = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(Model(configured, "configurable_clientside_auth_params: [api_base]", "", "['127.0.0.1']"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],"api_base":"{{own.Endpoint}}"}""", Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("Authorization", Assert.Single(own.Requests).Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_configured_header_never_goes_to_a_callers_address()
    {
        await using var configured = await FakeUpstream.StartAsync();
        await using var own = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(
            Model(configured, "organization: org-gateways, extra_headers: { Ocp-Apim-Subscription-Key: apim-gateways, Authorization: Bearer sk-gateways }, configurable_clientside_auth_params: [api_base, api_key]", "", "['127.0.0.1']"));

        foreach (var key in new[] { "", ",\"api_key\":\"sk-own\"" })
        {
            using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],"api_base":"{{own.Endpoint}}"{{key}}}""", Key);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.All(own.Requests, request => Assert.DoesNotContain(request.Headers, header => header.Value.Contains("gateways", StringComparison.Ordinal)));
        Assert.Equal([false, true], own.Requests.Select(request => request.Headers.ContainsKey("Authorization")));
        Assert.Equal("Bearer sk-own", own.Requests[1].Headers["Authorization"]);
    }

    [Fact]
    public async Task A_callers_key_goes_before_a_configured_header_with_a_key()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(
            Model(upstream, "extra_headers: { authorization: Token gateways, x-tenant: blue }, configurable_clientside_auth_params: [api_key]", "", "[]"));

        using var response = await gateway.PostAsync(Chat, """{"model":"m","messages":[],"api_key":"sk-own"}""", Key);

        var headers = Assert.Single(upstream.Requests).Headers;
        Assert.Equal(("Bearer sk-own", "blue"), (headers["Authorization"], headers["x-tenant"]));
    }

    [Theory]
    [InlineData("https://[^/]*\\.example\\.com/v1", "https://llm.example.com/v1", true)]
    [InlineData("https://[^/]*\\.example\\.com/v1", "HTTPS://LLM.example.com:443/v1", true)]
    [InlineData("https://llm\\.example\\.com", "https://llm.example.com", true)]
    [InlineData("https://llm\\.example\\.com/", "https://llm.example.com", true)]
    [InlineData("https://llm\\.example\\.com", "https://llm.example.com/v1", false)]
    [InlineData("https://llm\\.example\\.com/v1/.*", "https://llm.example.com/v1/../admin", false)]
    [InlineData("https://(a+)+\\.example\\.com", "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com/", false)]
    public void A_pattern_is_asked_about_the_address_that_is_called(string pattern, string address, bool isAllowed)
    {
        var allowed = ClientParameters.None with { Addresses = [new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(100))] };

        Assert.Equal(isAllowed, allowed.ProblemWith(new(new Uri(address), null, "api_base"), "m") is null);
    }

    [Theory]
    [InlineData("http://llm.internal:8000", "http://llm.internal:8000/v1", true)]
    [InlineData("HTTP://llm.internal:8000", "http://llm.internal:8000/v1", true)]
    [InlineData("https://llm.internal:8000", "http://llm.internal:8000/v1", false)]
    [InlineData("http://*.internal:8000", "http://a.internal:8000/v1", true)]
    [InlineData("http://llm.internal:8000", "http://llm.internal:8001/v1", false)]
    [InlineData("llm.internal:8000", "http://llm.internal:8000/v1", true)]
    public void An_allowed_host_may_have_a_scheme(string host, string address, bool isAllowed)
    {
        var allowed = ClientParameters.None with { AllowsAddress = true, Hosts = [host] };

        Assert.Equal(isAllowed, allowed.ProblemWith(new(new Uri(address), null, "api_base"), "m") is null);
    }

    [Theory]
    [InlineData("[api_base]", "[llm.example.com]")]
    [InlineData("[api_base]", "[]")]
    [InlineData("[api_base]", "['127.0.0.1:1']")]
    [InlineData("[{ api_base: 'http://127' }]", "['*']")]
    public async Task An_address_at_another_host_is_refused(string parameters, string hosts)
    {
        await using var own = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Model(own, $"configurable_clientside_auth_params: {parameters}", "", hosts));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],"api_base":"{{own.Endpoint}}"}""", Key);

        Assert.Equal(
            $"The field 'api_base' names a host that is not allowed: '{own.Endpoint.Authority}'. The operator allows hosts in litellm_settings.provider_url_destination_allowed_hosts.",
            await RequestOptionsTests.MessageIn(response));
        Assert.Empty(own.Requests);
    }

    [Theory]
    [InlineData("\"api_base\":\"ftp://a\"", "'api_base' must be an http or https address without a user, a query and a fragment.")]
    [InlineData("\"api_base\":\"https://user:pw@a\"", "'api_base' must be an http or https address without a user, a query and a fragment.")]
    [InlineData("\"api_base\":\"https://evil.com\\\\x.example.com/v1\"", "'api_base' must be an http or https address without a user, a query and a fragment.")]
    [InlineData("\"api_base\":\" https://a/v1\"", "'api_base' must not contain '\\', white space or characters that are not ASCII; write a host in Punycode.")]
    [InlineData("\"api_base\":\"https://a\u3002example.com\"", "'api_base' must not contain '\\', white space or characters that are not ASCII; write a host in Punycode.")]
    [InlineData("\"api_base\":7", "'api_base' must be an http or https address without a user, a query and a fragment.")]
    [InlineData("\"api_key\":\"a\\nb\"", "'api_key' must be a text without control characters.")]
    public async Task A_value_that_cannot_be_used_is_refused(string fields, string message)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Model(upstream, "", "allow_client_side_credentials: true", "['*']"));

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],{{fields}}}""", Key);

        Assert.Equal(message, await RequestOptionsTests.MessageIn(response));
    }

    [Fact]
    public async Task A_caller_with_its_own_provider_neither_fills_nor_reads_the_cache()
    {
        await using var configured = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var own = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("""{"id":"own"}"""));
        await using var gateway = await RunningGateway.StartAsync(Model(configured, "configurable_clientside_auth_params: [api_base]", "", "['*'], cache: true"));

        var answers = new List<string>();
        foreach (var field in new[] { $",\"api_base\":\"{own.Endpoint}\"", "", $",\"api_base\":\"{own.Endpoint}\"" })
        {
            using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[]{{field}}}""", Key);
            answers.Add(await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(["""{"id":"own"}""", RecordedOpenAi.ChatCompletion, """{"id":"own"}"""], answers);
    }

    [Fact]
    public async Task The_span_has_the_callers_address_and_no_key()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Keys = ["sk-own-canary"] });
        await using var configured = await FakeUpstream.StartAsync();
        await using var own = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        await using var gateway = await RunningGateway.StartAsync(
            Model(configured, "configurable_clientside_auth_params: [api_base, api_key]", "", "['*'], callbacks: [otel]"), $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=5");

        using var response = await gateway.PostAsync(Chat, $$"""{"model":"m","messages":[],"api_base":"{{own.Endpoint}}","api_key":"sk-own-canary"}""", Key);
        await response.Content.ReadAsStringAsync();

        var attempt = Assert.Single(await receiver.WaitForRootAsync(), span => span.Attributes["litellm.attempt.index"] is not null);
        Assert.Equal((object?)"127.0.0.1", attempt.Attributes["server.address"]);
        Assert.Equal((object?)(long)own.Endpoint.Port, attempt.Attributes["server.port"]);
    }

    [Theory]
    [InlineData("configurable_clientside_auth_params: api_key", "must be a list of api_base, api_key, base_url, or of mappings such as api_base: PATTERN")]
    [InlineData("configurable_clientside_auth_params: [vertex_project]", "has an entry that is not supported: vertex_project; entries: api_base, api_key, base_url, or a mapping such as api_base: PATTERN")]
    [InlineData("configurable_clientside_auth_params: [{ api_base: '(' }]", "has a pattern that is not valid: ")]
    public void A_wrong_setting_stops_the_start(string parameters, string reason)
    {
        var exception = Assert.Throws<ConfigurationException>(() => ConfigurationReader.Read(
            $$"""
            model_list: [{ model_name: m, litellm_params: { model: openai/a, api_key: k, {{parameters}} } }]
            general_settings: { master_key: sk-1 }
            """,
            "config.yaml",
            _ => null));

        Assert.Contains($"configurable_clientside_auth_params {reason}", exception.Message, StringComparison.Ordinal);
    }

    private static string Model(FakeUpstream upstream, string parameters, string general, string hosts) => $$"""
        model_list: [{ model_name: m, litellm_params: { model: openai/a, api_base: '{{upstream.Endpoint}}', api_key: sk-gateways{{(parameters.Length > 0 ? ", " + parameters : "")}} } }]
        litellm_settings: { provider_url_destination_allowed_hosts: {{hosts}} }
        general_settings: { master_key: sk-master{{(general.Length > 0 ? ", " + general : "")}} }
        """;
}
