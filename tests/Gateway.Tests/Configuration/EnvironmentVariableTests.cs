using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class EnvironmentVariableTests
{
    private const string OneModel = "model_list: [{ model_name: a, litellm_params: { model: openai/a } }]\n";

    public static TheoryData<string, string> BaseVariables => new()
    {
        { "openai", "OPENAI_BASE_URL" }, { "openai", "OPENAI_API_BASE" }, { "azure", "AZURE_API_BASE" }, { "ollama", "OLLAMA_API_BASE" },
        { "hosted_vllm", "HOSTED_VLLM_API_BASE" }, { "anthropic", "ANTHROPIC_API_BASE" }, { "anthropic", "ANTHROPIC_BASE_URL" }, { "gemini", "GEMINI_API_BASE" },
        { "cohere", "COHERE_API_BASE" }, { "jina_ai", "JINA_AI_API_BASE" }, { "mistral", "MISTRAL_API_BASE" }, { "mistral", "MISTRAL_AZURE_API_BASE" },
        { "groq", "GROQ_API_BASE" }, { "bedrock", "AWS_BEDROCK_RUNTIME_ENDPOINT" }, { "azure_ai", "AZURE_AI_API_BASE" }, { "vertex_ai", "VERTEXAI_API_BASE" },
        { "cursor", "CURSOR_API_BASE" }, { "milvus", "MILVUS_API_BASE" },
        { "ai21_chat", "AI21_API_BASE" }, { "cerebras", "CEREBRAS_API_BASE" }, { "codestral", "CODESTRAL_API_BASE" }, { "custom_openai", "OPENAI_BASE_URL" },
        { "dashscope", "DASHSCOPE_API_BASE" }, { "databricks", "DATABRICKS_API_BASE" }, { "deepinfra", "DEEPINFRA_API_BASE" }, { "deepseek", "DEEPSEEK_API_BASE" },
        { "featherless_ai", "FEATHERLESS_API_BASE" }, { "fireworks_ai", "FIREWORKS_API_BASE" }, { "friendliai", "FRIENDLI_API_BASE" }, { "github", "GITHUB_API_BASE" },
        { "hyperbolic", "HYPERBOLIC_API_BASE" }, { "litellm_proxy", "LITELLM_PROXY_API_BASE" }, { "llamafile", "LLAMAFILE_API_BASE" }, { "lm_studio", "LM_STUDIO_API_BASE" },
        { "meta_llama", "LLAMA_API_BASE" }, { "moonshot", "MOONSHOT_API_BASE" }, { "nebius", "NEBIUS_API_BASE" }, { "novita", "NOVITA_API_BASE" },
        { "nvidia_nim", "NVIDIA_NIM_API_BASE" }, { "openai_like", "OPENAI_LIKE_API_BASE" }, { "openrouter", "OPENROUTER_API_BASE" }, { "perplexity", "PERPLEXITY_API_BASE" },
        { "sambanova", "SAMBANOVA_API_BASE" }, { "together_ai", "TOGETHER_AI_API_BASE" }, { "volcengine", "VOLCENGINE_API_BASE" }, { "xai", "XAI_API_BASE" },
        { "xinference", "XINFERENCE_API_BASE" },
        { "aihubmix", "AIHUBMIX_API_BASE" }, { "galadriel", "GALADRIEL_API_BASE" }, { "lambda_ai", "LAMBDA_API_BASE" }, { "morph", "MORPH_API_BASE" },
        { "nscale", "NSCALE_API_BASE" }, { "publicai", "PUBLICAI_API_BASE" }, { "vercel_ai_gateway", "VERCEL_AI_GATEWAY_API_BASE" }, { "wandb", "WANDB_API_BASE" },
        { "zai", "ZAI_API_BASE" },
    };

    [Theory]
    [MemberData(nameof(BaseVariables))]
    public void The_address_of_a_provider_comes_from_its_variable(string provider, string variable)
    {
        var yaml = $"model_list: [{{ model_name: a, litellm_params: {{ model: {provider}/a }} }}]";

        Assert.Equal("http://inside/v1", Assert.Single(TestConfiguration.Read(yaml, (variable, " http://inside/v1\n")).Deployments).ApiBase.AbsoluteUri);
    }

    [Fact]
    public void Every_provider_that_another_machine_runs_has_a_variable() => Assert.Equal(
        Provider.ByPrefix.Where(provider => provider.Value.BaseVariables.Count > 0).Select(provider => provider.Value.Name).Distinct().Order(),
        BaseVariables.Select(row => (string)row[0]).Distinct().Order());

    [Theory]
    [InlineData("api_base: 'http://file/v1'", "http://file/v1")]
    [InlineData("base_url: 'http://file/v1'", "http://file/v1")]
    [InlineData("api_base: ''", "http://first/v1")]
    [InlineData("api_base: null", "http://first/v1")]
    public void The_file_goes_before_the_variables_and_the_first_variable_before_the_second(string setting, string expected) => Assert.Equal(
        expected,
        TestConfiguration.Read(
            $"model_list: [{{ model_name: a, litellm_params: {{ model: openai/a, {setting} }} }}]",
            ("OPENAI_BASE_URL", "http://first/v1"), ("OPENAI_API_BASE", "http://second/v1")).Deployments[0].ApiBase.AbsoluteUri);

    // LiteLLM's order: otherwise the key of one server would go to another.
    [Theory]
    [InlineData("mistral", "MISTRAL_AZURE_API_BASE MISTRAL_API_BASE", "MISTRAL_AZURE_API_KEY MISTRAL_API_KEY")]
    [InlineData("azure", "AZURE_API_BASE", "AZURE_OPENAI_API_KEY AZURE_API_KEY")]
    [InlineData("openai", "OPENAI_BASE_URL OPENAI_API_BASE", "OPENAI_API_KEY")]
    [InlineData("anthropic", "ANTHROPIC_API_BASE ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY")]
    [InlineData("gemini", "GEMINI_API_BASE", "GOOGLE_API_KEY GEMINI_API_KEY")]
    [InlineData("cohere", "COHERE_API_BASE", "COHERE_API_KEY CO_API_KEY")]
    [InlineData("openrouter", "OPENROUTER_API_BASE", "OPENROUTER_API_KEY OR_API_KEY")]
    [InlineData("perplexity", "PERPLEXITY_API_BASE", "PERPLEXITYAI_API_KEY PERPLEXITY_API_KEY")]
    [InlineData("together_ai", "TOGETHER_AI_API_BASE", "TOGETHER_API_KEY TOGETHER_AI_API_KEY TOGETHERAI_API_KEY TOGETHER_AI_TOKEN")]
    public void The_first_of_several_variables_counts(string provider, string addresses, string keys)
    {
        var deployment = Assert.Single(TestConfiguration.Read(
            $"model_list: [{{ model_name: a, litellm_params: {{ model: {provider}/a }} }}]",
            [.. addresses.Split(' ').Select((name, i) => (name, $"http://host-{i}/v1")), .. keys.Split(' ').Select((name, i) => (name, $"key-{i}"))]).Deployments);

        Assert.Equal(("http://host-0/v1", "key-0"), (deployment.ApiBase.AbsoluteUri, deployment.ApiKey));
    }

    [Fact]
    public void An_empty_variable_is_none() =>
        Assert.Equal("https://api.openai.com/v1", TestConfiguration.Read(OneModel, ("OPENAI_API_BASE", "")).Deployments[0].ApiBase.AbsoluteUri);

    [Fact]
    public void A_variable_that_is_no_address_stops_the_start() => Assert.Equal(
        "config.yaml:1: model_list[0].litellm_params.api_base is absent, and the environment variable OPENAI_API_BASE must be an http or https address, not 'inside:8080'",
        Assert.Throws<ConfigurationException>(() => TestConfiguration.Read(OneModel, ("OPENAI_API_BASE", "inside:8080"))).Message);

    [Theory]
    [InlineData("aws_region_name: eu-central-1", "https://bedrock-runtime.eu-central-1.amazonaws.com/")]
    [InlineData("aws_region_name: eu-central-1, aws_bedrock_runtime_endpoint: 'https://vpce.example.com'", "https://vpce.example.com/")]
    [InlineData("api_base: 'https://own.example.com', aws_region_name: eu-central-1", "https://own.example.com/")]
    [InlineData("api_key: k", "https://bedrock-runtime.us-east-1.amazonaws.com/")]
    public void The_address_of_Bedrock_follows_from_its_region(string setting, string expected) => Assert.Equal(
        expected,
        TestConfiguration.Read($"model_list: [{{ model_name: a, litellm_params: {{ model: bedrock/a, {setting} }} }}]", ("AWS_REGION", "us-east-1")).Deployments[0].ApiBase.AbsoluteUri);

    [Fact]
    public void Variables_of_the_file_are_used_for_the_file_and_go_before_the_process()
    {
        var configuration = TestConfiguration.Read(
            """
            environment_variables:
              OPENAI_API_BASE: http://inside/v1
              ONE_KEY: os.environ/KEY_OF_THE_PROCESS
              LITELLM_MASTER_KEY: sk-file
              NOTHING:
              NUMBER: 5
            model_list:
              - { model_name: a, litellm_params: { model: openai/a, api_key: os.environ/ONE_KEY } }
            litellm_settings: { num_retries: os.environ/NUMBER }
            """,
            ("KEY_OF_THE_PROCESS", "sk-one"), ("OPENAI_API_BASE", "http://outside/v1"));

        var deployment = Assert.Single(configuration.Deployments);
        Assert.Equal(("http://inside/v1", "sk-one", 5), (deployment.ApiBase.AbsoluteUri, deployment.ApiKey, configuration.NumRetries));
        Assert.True(Assert.Single(configuration.Keys).Matches(ApiKey.ComputeHash("sk-file")));
        Assert.Equal(["LITELLM_MASTER_KEY", "NUMBER", "ONE_KEY", "OPENAI_API_BASE"], configuration.EnvironmentVariables.Keys.Order());
        Assert.Empty(configuration.Warnings);
    }

    [Theory]
    [InlineData("environment_variables: { A: os.environ/NOT_SET }", "config.yaml:1: environment_variables.A names the environment variable NOT_SET, which is not set")]
    [InlineData("environment_variables: { A: [b] }", "config.yaml:1: environment_variables.A must be a text")]
    [InlineData("environment_variables: [A]", "config.yaml:1: environment_variables must be a mapping")]
    public void A_wrong_variable_stops_the_start(string section, string expected) =>
        Assert.Equal(expected, Assert.Throws<ConfigurationException>(() => TestConfiguration.Read($"{section}\n{OneModel}")).Message);

    [Fact]
    public async Task The_backends_read_the_variables_of_the_file()
    {
        await using var receiver = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.All with { Account = false });
        await using var gateway = await GatewayProcess.StartAsync(
            $$"""
            environment_variables:
              LANGFUSE_OTEL_HOST: {{receiver.Endpoint}}
              LANGFUSE_PUBLIC_KEY: pk-lf-1
              LANGFUSE_SECRET_KEY: os.environ/SECRET_OF_THE_PROCESS
              OTEL_BSP_SCHEDULE_DELAY: 20
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings: { callbacks: [langfuse_otel] }
            """,
            ("SECRET_OF_THE_PROCESS", "sk-lf-2"), ("LANGFUSE_PUBLIC_KEY", "pk-of-the-process"));
        using var client = new HttpClient { BaseAddress = gateway.Endpoint };
        using var body = new StringContent("""{"model":"demo","messages":[]}""", null, "application/json");

        using var response = await client.PostAsync(new Uri("v1/chat/completions", UriKind.Relative), body);
        await receiver.WaitForRootAsync();

        Assert.Equal("Basic cGstbGYtMTpzay1sZi0y", receiver.Posts[0].Headers["Authorization"]);
    }
}
