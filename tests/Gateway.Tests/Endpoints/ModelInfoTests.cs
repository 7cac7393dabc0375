using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Endpoints;

/// <summary>LiteLLM's lists of deployments and of model names.</summary>
public sealed class ModelInfoTests
{
    private const string Models = """
        model_list:
          - { model_name: gpt, litellm_params: { model: openai/gpt-own, api_base: 'https://user:password@one.example.com/v1?key=sk-provider', api_key: sk-provider, input_cost_per_token: 0.25, output_cost_per_token: 0.5 }, model_info: { id: one } }
          - { model_name: gpt, litellm_params: { model: anthropic/unpriced, api_base: 'https://two.example.com/sk-provider-2/x', api_key: sk-provider-2, extra_headers: { x-tenant: sk-header } }, model_info: { id: two } }
          - { model_name: demo, litellm_params: { model: simulated/demo, base_model: gpt-base }, model_info: { id: three } }

        """;

    private const string One =
        """{"model_name":"gpt","litellm_params":{"model":"openai/gpt-own"},"model_info":{"id":"one","db_model":false,"key":"gpt-own","litellm_provider":"openai","input_cost_per_token":0.25,"output_cost_per_token":0.5,"cache_read_input_token_cost":0.25,"cache_creation_input_token_cost":0.25}}""";

    private const string Two =
        """{"model_name":"gpt","litellm_params":{"model":"anthropic/unpriced"},"model_info":{"id":"two","db_model":false,"key":"unpriced","litellm_provider":"anthropic","input_cost_per_token":null,"output_cost_per_token":null}}""";

    private const string Three =
        """{"model_name":"demo","litellm_params":{"model":"simulated/demo"},"model_info":{"id":"three","db_model":false,"key":"gpt-base","litellm_provider":"simulated","input_cost_per_token":null,"output_cost_per_token":null,"base_model":"gpt-base"}}""";

    private const string GptGroup =
        """{"model_group":"gpt","providers":["openai","anthropic"],"max_input_tokens":null,"max_output_tokens":null,"input_cost_per_token":0.25,"output_cost_per_token":0.5}""";

    private const string DemoGroup =
        """{"model_group":"demo","providers":["simulated"],"max_input_tokens":null,"max_output_tokens":null,"input_cost_per_token":null,"output_cost_per_token":null}""";

    [Theory]
    [InlineData("/model/info", $$"""{"data":[{{One}},{{Two}},{{Three}}]}""")]
    [InlineData("/v1/model/info", $$"""{"data":[{{One}},{{Two}},{{Three}}]}""")]
    [InlineData("/model/info?litellm_model_id=two", $$"""{"data":[{{Two}}]}""")]
    [InlineData("/model_group/info", $$"""{"data":[{{GptGroup}},{{DemoGroup}}]}""")]
    [InlineData("/model_group/info?model_group=demo", $$"""{"data":[{{DemoGroup}}]}""")]
    [InlineData("/model_group/info?model_group=nobody", """{"data":[]}""")]
    public async Task A_list_has_LiteLLMs_form_and_neither_keys_nor_addresses(string path, string expected)
    {
        await using var gateway = await RunningGateway.StartAsync(Models + "general_settings: { master_key: sk-own }");

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("x-api-key", "sk-own"));

        Assert.Equal((200, expected), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("short", "anthropic")]
    [InlineData("team/any", "openai")]
    [InlineData("team/*", "openai")]
    [InlineData("other/any", null)]
    public async Task A_group_may_be_an_alias_or_behind_a_pattern(string group, string? provider)
    {
        await using var gateway = await RunningGateway.StartAsync("""
            model_list:
              - { model_name: claude, litellm_params: { model: anthropic/unpriced, api_key: sk-provider } }
              - { model_name: 'team/*', litellm_params: { model: 'openai/*', api_key: sk-provider } }
            router_settings: { model_group_alias: { short: claude } }
            """);

        var body = await gateway.Client.GetStringAsync(new Uri("/model_group/info?model_group=" + Uri.EscapeDataString(group), UriKind.Relative));

        Assert.StartsWith(provider is null ? """{"data":[]}""" : $$"""{"data":[{"model_group":"{{group}}","providers":["{{provider}}"],""", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_operator_may_show_addresses_which_have_no_credentials()
    {
        await using var gateway = await RunningGateway.StartAsync(Models + $"general_settings: {{ {TestConfiguration.Open}, show_api_base: true }}");

        var body = await gateway.Client.GetStringAsync(new Uri("/model/info", UriKind.Relative));

        var one = One.Replace("gpt-own\"}", "gpt-own\",\"api_base\":\"https://one.example.com/v1\"}", StringComparison.Ordinal);
        var three = Three.Replace("simulated/demo\"}", "simulated/demo\",\"api_base\":\"http://simulated/\"}", StringComparison.Ordinal);
        Assert.Equal($$"""{"data":[{{one}},{{Two}},{{three}}]}""", body);
    }

    [Fact]
    public async Task What_the_file_says_of_a_model_is_shown_without_secrets_and_addresses()
    {
        await using var gateway = await RunningGateway.StartAsync("""
            model_list:
              - model_name: gpt
                litellm_params: { model: openai/gpt-own, api_base: 'http://inside', api_key: sk-provider }
                model_info:
                  id: one
                  mode: chat
                  max_tokens: 8192
                  supports_vision: yes
                  access_groups: [beta]
                  input_cost_per_token: 0.5
                  note: the key is sk-provider
                  keys_of: [sk-provider]
                  api_key: sk-another
                  api_base: http://inside
                  owner: { team: red, password: secret, contact: os.environ/NOT_SET }
                  nothing: null
            general_settings: { master_key: sk-own }
            """);

        using var response = await gateway.SendAsync(HttpMethod.Get, "/v1/model/info", "", null, ("x-api-key", "sk-own"));

        Assert.Equal(
            """{"data":[{"model_name":"gpt","litellm_params":{"model":"openai/gpt-own"},"model_info":{"id":"one","db_model":false,"key":"gpt-own","litellm_provider":"openai","input_cost_per_token":0.5,"output_cost_per_token":null,"cache_read_input_token_cost":0.5,"cache_creation_input_token_cost":0.5,"mode":"chat","max_tokens":8192,"supports_vision":true,"access_groups":["beta"],"owner":{"team":"red","contact":"os.environ/NOT_SET"},"nothing":null}}]}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_group_has_the_most_tokens_and_the_abilities_of_its_deployments()
    {
        await using var gateway = await RunningGateway.StartAsync($$"""
            model_list:
              - { model_name: gpt, litellm_params: { model: openai/one, api_key: k }, model_info: { max_input_tokens: 8000, max_output_tokens: 4000, supports_vision: false, supports_reasoning: false, supports_note: maybe } }
              - { model_name: gpt, litellm_params: { model: openai/two, api_key: k }, model_info: { mode: chat, max_input_tokens: 128000, max_output_tokens: '9000', supports_vision: true } }
            general_settings: { {{TestConfiguration.Open}} }
            """);

        Assert.Equal(
            """{"data":[{"model_group":"gpt","providers":["openai"],"max_input_tokens":128000,"max_output_tokens":4000,"input_cost_per_token":null,"output_cost_per_token":null,"mode":"chat","supports_vision":true,"supports_reasoning":false}]}""",
            await gateway.Client.GetStringAsync(new Uri("/model_group/info", UriKind.Relative)));
    }

    [Theory]
    [InlineData("/model/info")]
    [InlineData("/v1/model/info")]
    [InlineData("/model_group/info")]
    [InlineData("/v1/models/gpt")]
    [InlineData("/models/gpt")]
    public async Task A_list_needs_a_key(string path)
    {
        await using var gateway = await RunningGateway.StartAsync(Models + "general_settings: { master_key: sk-own }");

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("x-api-key", "sk-other"));

        Assert.Equal(
            (401, """{"error":{"message":"The API key is not valid.","type":"authentication_error","param":null,"code":"invalid_api_key"}}"""),
            ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("GET", "/model/info?litellm_model_id=nobody", 404, "The model 'nobody' does not exist; GET /v1/models lists the models.")]
    [InlineData("DELETE", "/model/info", 405, "/model/info has no DELETE; send GET.")]
    public async Task Errors_have_OpenAIs_form_although_Bedrock_has_paths_that_begin_so(string method, string path, int status, string message)
    {
        await using var gateway = await RunningGateway.StartAsync(Models);

        using var response = await gateway.SendAsync(new HttpMethod(method), path, "", null);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.StartsWith($$"""{"error":{"message":"{{message}}","type":"invalid_request_error",""", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
