using TracedLlm.Export;
using TracedLlm.Samples.Gateway.Tests.Hosting;

namespace TracedLlm.Samples.Gateway.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    private const string OneModel = """
        model_list:
          - model_name: demo
            litellm_params: { model: simulated/demo }

        """;

    [Fact]
    public void The_file_of_the_article_about_split_traces_is_read_unchanged()
    {
        var configuration = Read("""
            model_list:
              - model_name: llama3.2:1b
                litellm_params:
                  model: ollama/llama3.2:1b
                  api_base: os.environ/OLLAMA_BASE_URL
                  api_key: ""
            litellm_settings:
              success_callback: ["langfuse"]
            """);

        var deployment = Assert.Single(configuration.Deployments);
        Assert.Equal("llama3.2:1b", deployment.ModelGroup);
        Assert.Equal("llama3.2:1b", deployment.Model);
        Assert.Equal("http://localhost:11434/", deployment.ApiBase.AbsoluteUri);
        Assert.Null(deployment.ApiKey);
        Assert.True(Assert.Single(configuration.Keys).Matches(ApiKey.ComputeHash(TestConfiguration.MasterKey)));
        Assert.Equal(["langfuse"], configuration.Callbacks);
        Assert.Equal(["the environment variable OLLAMA_BASE_URL is not set; the gateway calls ollama at http://localhost:11434"], configuration.Warnings);
    }

    [Fact]
    public void Every_setting_is_read()
    {
        var configuration = Read(
            """
            model_list:
              - model_name: gpt
                litellm_params: { model: openai/gpt-4.1, api_base: "http://one/v1", api_key: os.environ/ONE_KEY }
                model_info: { id: one }
              - model_name: gpt
                litellm_params: { model: hosted_vllm/meta/llama, api_base: http://two/v1 }
              - model_name: claude
                litellm_params: { model: anthropic/claude-sonnet-4-5, api_key: sk-ant }
            litellm_settings:
              callbacks: [otel, langfuse_otel]
              success_callback: console
              failure_callback: [otlp, arize_phoenix]
              service_callback: null
              num_retries: 3
              request_timeout: 12.5
              cache: true
              forward_traceparent_to_llm_provider: [one, two]
              fallbacks: [{ claude: [gpt] }]
              provider_url_destination_allowed_hosts: [langfuse.example.com]
              default_team_settings:
                - { team_id: t, success_callback: [langfuse, langfuse], langfuse_public_key: pk-t, langfuse_secret: os.environ/TEAMS_SECRET }
            guardrails:
              - guardrail_name: words
                litellm_params: { guardrail: regex, mode: [pre_call, post_call], default_on: true, patterns: { a: "a+", b: "b+" }, action: mask }
              - guardrail_name: policy
                litellm_params:
                  guardrail: generic_guardrail_api
                  mode: during_call
                  api_base: http://policy/
                  api_key: secret
                  headers: { x-tenant: blue }
                  unreachable_fallback: fail_open
                  timeout: 2.5
                  additional_provider_specific_params: { level: 3, name: strict, nested: { on: true, none: null } }
            general_settings:
              master_key: os.environ/MASTER
              keys:
                - { key: sk-a, key_alias: a, team_id: t, team_alias: tt, user_id: u, metadata: { logging: [{ callback_name: langsmith, callback_type: success, callback_vars: { langsmith_api_key: k, s3_bucket: b, turn_off_message_logging: false } }] } }
            """,
            ("ONE_KEY", "sk-one"), ("MASTER", "sk-master"), ("TEAMS_SECRET", "sk-t"));

        Assert.Equal(["one openai gpt-4.1 http://one/v1 sk-one", "hosted_vllm meta/llama http://two/v1 ", "anthropic claude-sonnet-4-5 https://api.anthropic.com/ sk-ant"],
            configuration.Deployments.Select((deployment, i) =>
                $"{(i == 0 ? deployment.Id + " " : "")}{deployment.Provider.Name} {deployment.Model} {deployment.ApiBase} {deployment.ApiKey}"));
        Assert.Equal(["otlp", "langfuse_otel", "console", "arize_phoenix"], configuration.Callbacks);
        Assert.Equal(3, configuration.NumRetries);
        Assert.Equal(TimeSpan.FromSeconds(12.5), configuration.RequestTimeout);
        Assert.True(configuration.Cache);
        Assert.Equal(["one", "two"], configuration.ForwardTraceParentTo);
        Assert.Equal(["gpt"], configuration.Routing.Fallbacks.Regular["claude"]);

        var words = Assert.IsType<GuardrailSettings.Pattern>(configuration.Guardrails[0]);
        Assert.Equal(("words", true, true), (words.Name, words.DefaultOn, words.Masks));
        Assert.Equal(["a=a+", "b=b+"], words.Entities.Select(entity => $"{entity.Entity}={entity.Regex}"));
        Assert.Equal([GuardrailMode.PreCall, GuardrailMode.PostCall], words.Modes.Default);
        var policy = Assert.IsType<GuardrailSettings.GenericApi>(configuration.Guardrails[1]);
        Assert.Equal("http://policy/beta/litellm_basic_guardrail_api", policy.Endpoint.AbsoluteUri);
        Assert.Equal(["x-api-key=secret", "x-tenant=blue"], policy.Headers.Select(header => $"{header.Key}={header.Value}"));
        Assert.Equal((false, true, 2.5), (policy.DefaultOn, policy.FailOpen, policy.Timeout.TotalSeconds));
        Assert.Equal("""{"level":3,"name":"strict","nested":{"on":true,"none":null}}""", policy.Parameters);

        Assert.True(configuration.Keys[0].Matches(ApiKey.ComputeHash("sk-master")));
        Assert.Equal(("a", "t", "tt", "u"), (configuration.Keys[1].Alias, configuration.Keys[1].TeamId, configuration.Keys[1].TeamAlias, configuration.Keys[1].UserId));
        Assert.Equal(["langfuse.example.com"], configuration.AllowedBackendHosts);
        Assert.Equal(
            [new TraceDestination("langsmith", VarsOf(("langsmith_api_key", "k"))) { Origin = "config.yaml:38: general_settings.keys[0].metadata.logging[0].callback_vars" }],
            configuration.Keys[1].Destinations);
        Assert.Equal(
            [new TraceDestination("langfuse", VarsOf(("langfuse_public_key", "pk-t"), ("langfuse_secret", "sk-t"))) { Origin = "config.yaml:21: litellm_settings.default_team_settings[0].team_id" }],
            configuration.TeamDestinations["t"]);
        Assert.Equal(
            [
                "config.yaml: not used, see docs/litellm.md:\n  settings of LiteLLM that have no effect here: general_settings.keys[0].metadata.logging[0].callback_type (line 38), general_settings.keys[0].metadata.logging[0].callback_vars.s3_bucket (line 38)",
                "pass-through goes around guardrails: requests to /anthropic/…, /openai/…, /openai_passthrough/…, /vllm/… are not checked by words. To refuse such requests, set general_settings.pass_through: false",
            ],
            configuration.Warnings);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("[]")]
    public void The_trace_is_not_forwarded_by_default(string value) =>
        Assert.Empty(Read($"{OneModel}litellm_settings: {{ forward_traceparent_to_llm_provider: {value} }}").ForwardTraceParentTo);

    [Fact]
    public void The_trace_is_forwarded_to_everybody_on_request() =>
        Assert.Equal(["*"], Read($"{OneModel}litellm_settings: {{ forward_traceparent_to_llm_provider: true }}").ForwardTraceParentTo);

    [Fact]
    public void A_provider_without_a_key_in_the_file_takes_its_usual_variable() =>
        Assert.Equal("sk-env", Read("model_list: [{ model_name: a, litellm_params: { model: openai/a } }]", ("OPENAI_API_KEY", "sk-env")).Deployments[0].ApiKey);

    [Fact]
    public void A_line_break_at_the_end_of_a_key_is_no_part_of_it() =>
        Assert.Equal("sk-env", Read("model_list: [{ model_name: a, litellm_params: { model: openai/a } }]", ("OPENAI_API_KEY", "sk-env\n")).Deployments[0].ApiKey);

    [Theory]
    [InlineData("", "anthropic.claude-3-haiku")]
    [InlineData(", base_model: anthropic.claude-3-opus", "anthropic.claude-3-opus")]
    public void A_profile_of_Bedrock_has_the_prices_of_its_model(string setting, string priced)
    {
        var deployment = Read($"model_list: [{{ model_name: a, litellm_params: {{ model: bedrock/converse/anthropic.claude-3-haiku, model_id: 'arn:aws:bedrock:us-east-1:1:application-inference-profile/p', aws_region_name: us-east-1, api_key: k{setting} }} }}]").Deployments[0];

        Assert.Equal(("arn:aws:bedrock:us-east-1:1:application-inference-profile/p", priced), (deployment.Model, deployment.BaseModel));
    }

    [Fact]
    public void Unknown_settings_are_named_in_one_warning()
    {
        var configuration = Read($$"""
            {{OneModel}}litellm_settings: { drop_parms: true, num_retries: 1 }
            router_settings: { routing_stratgy_args: 5 }
            """);

        Assert.Equal(
            ["config.yaml: not used, see docs/litellm.md:\n  unknown settings: litellm_settings.drop_parms (line 4), router_settings.routing_stratgy_args (line 5)"],
            configuration.Warnings);
    }

    [Theory]
    [InlineData("a: [b", 2, "")]
    [InlineData("a: [b\nc: d", 1, "the file is not valid YAML after this line")]
    [InlineData("a: 1\na: 2", 2, "Duplicate key")]
    [InlineData("", 0, "the file is empty")]
    [InlineData("- a", 1, "the file must be a mapping")]
    [InlineData("model_list: []", 1, "model_list must name at least one model")]
    [InlineData("model_list: 3", 1, "model_list must be a list")]
    [InlineData("model_list:\n- litellm_params: { model: simulated/a }", 2, "model_list[0].model_name is required")]
    [InlineData("model_list:\n- model_name: a", 2, "model_list[0].litellm_params is required")]
    [InlineData("model_list:\n- model_name: a/*\n  litellm_params: { model: simulated/*-* }", 3, "model must have as many stars as model_name, 'a/*', or none, not '*-*'")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params: { model: simulated/* }", 3, "model must have as many stars as model_name, 'a', or none, not '*'")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: llama3", 4, "must be provider/name, not 'llama3'; providers: ai21_chat, aihubmix, anthropic")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: openai/", 4, "must be provider/name, not 'openai/'")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: sagemaker/a", 4, "a provider that is not supported: 'sagemaker'; providers: ai21_chat, aihubmix, anthropic, assemblyai")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: hosted_vllm/a", 4, "api_base is required for hosted_vllm")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: openai/a\n    api_base: ftp://x", 5, "must be an http or https address")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: openai/a\n    api_base: os.environ/NOT_SET", 5, "the environment variable NOT_SET, which is not set")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: openai/a\n    api_key: os.environ/NOT_SET", 5, "the environment variable NOT_SET, which is not set")]
    [InlineData("model_list:\n- model_name: a\n  litellm_params:\n    model: openai/a\n    api_key: \"s\\nk\"", 5, "contains a control character, which a header must not contain")]
    public void A_broken_file_is_an_error_with_line_and_reason(string yaml, int line, string reason) => AssertError(yaml, line, reason);

    [Theory]
    [InlineData("litellm_settings:\n  callbacks: [langfusee]", 5, "a callback that is not supported: 'langfusee'; did you mean langfuse? Callbacks: arize, arize_phoenix, console, langfuse, langfuse_otel, langsmith, otel, otlp")]
    [InlineData("litellm_settings:\n  success_callback: [presidio]", 5, "success_callback names 'presidio', which would check requests, which the gateway does not")]
    [InlineData("litellm_settings:\n  default_team_settings: [{ team_id: t, success_callback: [s3] }]", 5, "a callback that is not supported: 's3'")]
    [InlineData("litellm_settings:\n  callbacks: { a: b }", 5, "must be a text or a list of texts")]
    [InlineData("litellm_settings:\n  num_retries: many", 5, "must be a number of zero or more, not 'many'")]
    [InlineData("litellm_settings:\n  num_retries: 1.5", 5, "must be a whole number")]
    [InlineData("litellm_settings:\n  num_retries: -1", 5, "must be a number of zero or more")]
    [InlineData("litellm_settings:\n  request_timeout: 0", 5, "must be more than 0")]
    [InlineData("litellm_settings:\n  cache: maybe", 5, "must be true or false")]
    [InlineData("litellm_settings:\n  forward_traceparent_to_llm_provider: somewhere", 5, "must be true or false")]
    [InlineData("litellm_settings:\n  forward_traceparent_to_llm_provider: ['https://example.com/']", 5, "must hold hosts such as api.example.com or localhost:8080, not 'https://example.com/'")]
    [InlineData("litellm_settings:\n  fallbacks: [{ demo: [other] }]", 5, "not in model_list: 'other'")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: presidio, mode: pre_call }", 6, "is not supported: 'presidio'; guardrails: regex, generic_guardrail_api")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: a }", 6, "mode is required")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: a, mode: later }", 6, "mode is not supported: 'later'")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: '(', mode: pre_call }", 6, "pattern is not a regular expression")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: a, mode: pre_call, action: log }", 6, "action must be block or mask")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: generic_guardrail_api, mode: pre_call }", 6, "api_base is required")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: generic_guardrail_api, mode: pre_call, api_base: 'http://x', timeout: 0 }", 6, "timeout must be more than 0")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, mode: pre_call, patterns: { email: '(' } }", 6, "patterns.email is not a regular expression")]
    [InlineData("general_settings:\n  master_key: os.environ/NOT_SET", 5, "NOT_SET, which is not set")]
    [InlineData("general_settings:\n  master_key: ''", 5, "master_key is empty")]
    [InlineData("general_settings:\n  keys: [{ key_alias: a }]", 5, "key is required")]
    [InlineData("general_settings:\n  master_key: a\n  keys: [{ key: a }]", 6, "hold the same key twice")]
    [InlineData("general_settings:\n  keys: [{ key: a, metadata: { logging: [{ callback_name: s3 }] } }]", 5, "callback_name is not supported: 's3'")]
    [InlineData("general_settings:\n  keys: [{ key: a, metadata: { logging: [{ callback_name: langfuse }] } }]", 5, "callback_vars is required")]
    [InlineData("general_settings:\n  keys: [{ key: a, metadata: { logging: [{ callback_name: langfuse, callback_vars: { langfuse_public_key: p } }] } }]", 5, "callback_vars cannot be sent to langfuse: langfuse_secret_key must be set")]
    [InlineData("general_settings:\n  keys: [{ key: a, metadata: { logging: [{ callback_name: langsmith, callback_vars: { langsmith_api_key: os.environ/NOT_SET } }] } }]", 5, "NOT_SET, which is not set")]
    [InlineData("litellm_settings:\n  default_team_settings: [{ team_id: t, success_callback: [langsmith] }]", 5, "team_id cannot be sent to langsmith: langsmith_api_key must be set")]
    [InlineData("litellm_settings:\n  default_team_settings: [{ team_id: t }, { team_id: t }]", 5, "team_id is used twice: 't'")]
    [InlineData("litellm_settings:\n  default_team_settings: [{ team_id: t, callbacks: [otel] }]", 5, "cannot be sent to otlp: none of otel_headers, otel_exporter_otlp_headers, otel_endpoint")]
    [InlineData("litellm_settings:\n  default_team_settings: [{ team_id: t, callbacks: [console] }]", 5, "cannot be sent to console: 'console' takes no credentials")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: a, mode: { tags: { blue: sometimes } } }", 6, "mode.tags.blue is not supported: 'sometimes'; modes: during_call, logging_only, post_call, pre_call")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: a, mode: { tags: { blue: pre_call }, default: [never] } }", 6, "mode.default is not supported: 'never'")]
    [InlineData("guardrails:\n- guardrail_name: a\n  litellm_params: { guardrail: regex, pattern: a, mode: { default: pre_call } }", 6, "mode.tags is required")]
    [InlineData("litellm_settings:\n  default_team_settings: [{ success_callback: [langsmith] }]", 5, "team_id is required")]
    public void A_wrong_setting_is_an_error_with_line_and_reason(string yaml, int line, string reason) => AssertError(OneModel + yaml, line, reason);

    private static void AssertError(string yaml, int line, string reason)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(yaml));

        Assert.Equal(line, error.Line);
        Assert.StartsWith(line == 0 ? "config.yaml: " : $"config.yaml:{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static CallbackVars VarsOf(params (string Name, string Value)[] vars) =>
        new(vars.Select(pair => KeyValuePair.Create(pair.Name, (string?)pair.Value)));

    [Theory]
    [InlineData("general_settings: { proxy_base_url: 'https://gateway.example.com/llm' }", null, "https://gateway.example.com/llm")]
    [InlineData("general_settings: { proxy_base_url: 'https://gateway.example.com' }", "https://other.example.com", "https://gateway.example.com/")]
    [InlineData("", "https://gateway.example.com", "https://gateway.example.com/")]
    [InlineData("", null, null)]
    public void The_public_address_is_read_from_the_file_or_the_variable(string general, string? variable, string? expected)
    {
        var configuration = variable is null ? Read(OneModel + general) : Read(OneModel + general, ("PROXY_BASE_URL", variable));

        Assert.Equal(expected, configuration.PublicAddress?.AbsoluteUri);
        Assert.Empty(configuration.Warnings);
    }

    [Theory]
    [InlineData("gateway.example.com")]
    [InlineData("ftp://gateway.example.com")]
    [InlineData("https://gateway.example.com/?a=1")]
    [InlineData("https://user:secret@gateway.example.com")]
    public void A_public_address_that_is_none_stops_the_start(string address)
    {
        var inFile = Assert.Throws<ConfigurationException>(() => Read($"{OneModel}general_settings: {{ proxy_base_url: '{address}' }}"));
        var inVariable = Assert.Throws<ConfigurationException>(() => Read(OneModel, ("PROXY_BASE_URL", address)));

        Assert.Contains("general_settings.proxy_base_url must be an address such as https://gateway.example.com, not", inFile.Message, StringComparison.Ordinal);
        Assert.Contains("PROXY_BASE_URL", inVariable.Message, StringComparison.Ordinal);
    }

    private static GatewayConfiguration Read(string yaml, params (string Name, string Value)[] environment) => TestConfiguration.Read(yaml, environment);
}
