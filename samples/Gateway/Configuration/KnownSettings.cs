using System.IO.Enumeration;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The settings of a section besides those that the gateway reads. Where a section decides who gets in or where data goes, a setting that
/// is in no table stops the start.
/// </summary>
/// <param name="Owner">The section for people, such as "a deployment".</param>
internal sealed record KnownSettings(string Owner)
{
    private const string NoRouting = "would choose the deployment by other rules than the gateway's: it has the strategies of router_settings.routing_strategy, weight and order";
    private const string NoSignIn = "would let other callers in than the gateway does: it knows master_key and keys only";
    private const string NoLimit = "would refuse requests that the gateway accepts: it has no such limit for keys";
    private const string NoIdentity = "is a credential that the gateway does not use: write api_key";

    private const string NoOneModel = "would send each request to this model, whatever its caller names: callers name the models of model_list";
    private const string NoBudget = "would refuse requests above a budget, which the gateway does not count: remove it";
    private const string NoPython = "would check requests and answers with Python, which the gateway does not run: write a guardrail in the section guardrails";
    private const string NoVertex = "is another name of a setting of Vertex AI: write vertex_project and vertex_location";

    // Types/router.py and main.py of LiteLLM 1.106, and https://docs.litellm.ai/docs/proxy/configs.
    public static readonly KnownSettings Deployment = new("a deployment")
    {
        Advice = " A field that only the provider knows belongs in extra_body.",
        WithoutEffect =
        [
            "api_version", "api_type", "itpm", "otpm", "drop_params", "additional_drop_params", "allowed_openai_params", "modify_params", "provider_affinity_header",
            "litellm_trace_id", "max_file_size_mb", "budget_duration",
            "keepalive_seconds", "allow_client_keepalive_override", "use_in_pass_through", "use_chat_completions_api", "merge_reasoning_content_in_choices",
            "model_info", "base_model", "supports_system_message", "cache_control_injection_points", "*_cost*", "no-log", "client", "ssl_verify",

            // It decides the form of the answer, which the caller asks for.
            "stream",
        ],
        Refused =
        [
            ("max_budget", NoBudget), ("default_api_key_tpm_limit", NoLimit), ("default_api_key_rpm_limit", NoLimit),
            ("mock_response", "would keep requests from the provider: write model: simulated/NAME for an answer without a provider"),
            ("tags", "belongs to LiteLLM's routing by tags, which " + NoRouting),
            ("tag_regex", "belongs to LiteLLM's routing by tags, which " + NoRouting),
            ("*_router_*", NoRouting),
            ("region_name", NoRouting), ("aws_region_name", "is a setting of Bedrock"), ("model_id", "is a setting of Bedrock"),
            ("use_litellm_proxy", "would send requests to another gateway: write that gateway's address as api_base"),
            ("azure_ad_token", NoIdentity), ("tenant_id", NoIdentity), ("client_id", NoIdentity), ("client_secret", NoIdentity),
            ("azure_username", NoIdentity), ("azure_password", NoIdentity), ("azure_scope", NoIdentity),
            ("vertex_credentials", NoIdentity), ("vertex_project", "is a setting of Vertex AI"), ("vertex_location", "is a setting of Vertex AI"), ("vertex_ai_project", NoVertex), ("vertex_ai_location", NoVertex), ("vertex_ai_credentials", NoIdentity),
            ("aws_access_key_id", NoIdentity), ("aws_secret_access_key", NoIdentity), ("aws_session_token", NoIdentity), ("aws_session_name", NoIdentity),
            ("aws_profile_name", NoIdentity), ("aws_role_name", NoIdentity), ("aws_web_identity_token", NoIdentity), ("aws_sts_endpoint", NoIdentity),
            ("aws_external_id", NoIdentity), ("aws_session_tags", NoIdentity),
            ("prompt_id", "would send a prompt of LiteLLM's prompt management, which the gateway does not have"),
            ("store", "decides whether the provider keeps requests: callers send it"),
            ("safety_settings", "would add fields to each request: callers send them"),
            ("safetySettings", "would add fields to each request: callers send them"),
            ("guardrailConfig", "would add fields to each request: callers send them"),
            ("user", "would name the user to the provider: callers send it"),
            ("metadata", "would go to the provider with each request: callers send it"),
            ("guardrails", "would apply guardrails to this deployment only: write default_on: true, or name them in the request"),
        ],
    };

    public static readonly KnownSettings Root = new("the file")
    {
        Unknown = UnknownSettings.RefuseMisspelt,
        WithoutEffect =
        [
            "agent_list", "assistant_settings", "default_vertex_config", "files_settings", "finetune_settings", "mcp_*", "model_group_settings",
            "search_tools", "vector_store_registry", "vector_stores", "worker_registry",
        ],
        Refused =
        [
            ("policies", "would apply guardrails by rules of LiteLLM, which the gateway does not know: write default_on: true with a guardrail, or name it in the request"),
            ("policy_attachments", "would apply guardrails by rules of LiteLLM, which the gateway does not know: write default_on: true with a guardrail, or name it in the request"),
            ("prompts", "would send prompts of LiteLLM's prompt management, which the gateway does not have"),
        ],
    };

    public static readonly KnownSettings Model = new("an entry of model_list") { WithoutEffect = ["tpm", "rpm"] };

    /// <summary><c>model_info</c> may hold anything, but these entries decide who may use a model.</summary>
    public static readonly KnownSettings ModelInfo = new("model_info")
    {
        Unknown = UnknownSettings.Ignore,
        Refused =
        [
            ("blocked", "would block the deployment: remove it from model_list"),
            ("team_id", "would give the deployment to one team only: each key may use each model"),
            ("access_windows", "would open the deployment at certain times only: the gateway has no such times"),
        ],
    };

    public static readonly KnownSettings StreamOptions = new("stream_options") { WithoutEffect = ["include_obfuscation"] };

    public static readonly KnownSettings Credential = new("an entry of credential_list");

    public static readonly KnownSettings GuardrailEntry = new("an entry of guardrails") { WithoutEffect = ["guardrail_info", "guardrail_id"] };

    public static readonly KnownSettings Guardrail = new("a guardrail");

    public static readonly KnownSettings GuardrailModes = new("the modes of a guardrail");

    public static readonly KnownSettings Key = new("a key")
    {
        WithoutEffect = ["spend", "soft_budget", "key_name", "budget_duration", "send_invite_email", "auto_rotate", "rotation_interval"],
        Refused =
        [
            ("models", "would limit the key to some models: each key may use each model"), ("blocked", "would block the key: remove the key"),
            ("aliases", "would send requests to other models: callers name the models of model_list"), ("config", NoLimit),
            ("expires", NoLimit), ("duration", NoLimit), ("allowed_routes", NoLimit), ("max_budget", NoLimit), ("model_max_budget", NoLimit),
            ("tpm_limit", NoLimit), ("rpm_limit", NoLimit), ("model_tpm_limit", NoLimit), ("model_rpm_limit", NoLimit),
            ("permissions", NoLimit), ("enforced_params", NoLimit), ("allowed_cache_controls", NoLimit), ("allowed_passthrough_routes", NoLimit),
        ],
    };

    /// <summary><c>metadata</c> of a key or a team may hold anything.</summary>
    public static readonly KnownSettings KeyMetadata = new("the metadata of a key")
    {
        Unknown = UnknownSettings.Ignore,
        Refused = [("trace_id", "names no span, under which the requests go: write existing_trace_id with parent_observation_id, or traceparent")],
    };

    public static readonly KnownSettings Team = new("a team");

    public static readonly KnownSettings Logging = new("an entry of a key's logging") { WithoutEffect = ["callback_type"] };

    // A misspelt host would send the key's traces to the operator's one.
    public static readonly KnownSettings CallbackVars = new("callback_vars")
    {
        WithoutEffect = ["s3_*", "gcs_*"],
    };

    // https://docs.litellm.ai/docs/proxy/config_settings
    public static readonly KnownSettings General = new("general_settings")
    {
        WithoutEffect =
        [
            "alert_*", "alerting*", "background_health_check*", "database_*", "disable_adding_master_key_hash_to_db",
            "disable_master_key_return", "disable_prisma_schema_update", "disable_reset_budget", "disable_responses_id_security",
            "disable_retry_on_max_parallel_request_limit_error", "disable_spend_*", "forward_openai_org_id",
            "health_check_*", "infer_model_from_keys", "key_management_settings", "litellm_license",
            "max_response_size_mb", "max_batch_file_size_mb", "maximum_*", "mcp_*", "proxy_batch_*", "proxy_budget_*", "spend_report_frequency",
            "store_model_in_db", "store_prompts_in_spend_logs", "supported_db_objects", "ui_*", "use_shared_health_check", "use_x_forwarded_for",
            "user_api_key_cache_ttl", "user_mcp_management_mode", "custom_key_generate", "custom_key_update", "default_team_disabled", "max_file_size_mb",
            "proxy_config_reload_interval*", "coding_agent_*", "enable_health_check_routing", "enforce_fallback_model_access",
            "allow_requests_on_db_unavailable", "disable_error_logs", "use_redis_transaction_buffer", "enable_openai_org_id", "litellm_salt_key",
            "otel", "plugins", "coordination_redis", "control_plane_url", "allow_cli_sso_*", "cancel_on_disconnect", "model_list_healthy_only", "enable_public_model_hub",
            "pass_through_request_timeout", "disable_auto_add_*", "scheduled_job_stagger", "use_spend_logs_partitioning", "trusted_proxy_ranges",
            "disable_budget_reservation", "apply_user_budget_to_team_keys", "user_url_*", "token_rate_limit_type",
        ],
        Refused =
        [
            ("custom_auth*", NoSignIn), ("enable_jwt_auth", NoSignIn), ("litellm_jwtauth", NoSignIn), ("enable_oauth2_*", NoSignIn), ("oauth2_*", NoSignIn),
            ("allow_user_auth", NoSignIn), ("custom_sso", NoSignIn), ("public_routes", NoSignIn), ("custom_ui_sso_sign_in_handler", NoSignIn),
            ("use_client_credentials_pass_through_routes", NoSignIn), ("service_account_settings", NoSignIn),
            ("allowed_ips", "would refuse other addresses than these, which the gateway does not: use a firewall or a proxy"),
            ("allowed_routes", "would refuse other routes than these, which the gateway does not"),
            ("admin_only_routes", "would refuse these routes to callers, which the gateway does not"),
            ("enforced_params", "would refuse requests without these fields, which the gateway does not"),
            ("enforce_user_param", "would refuse requests without 'user', which the gateway does not"),
            ("reject_clientside_metadata_tags", "would refuse tags in metadata, which the gateway does not"),
            ("user_header_mappings", "would take the user of a request from other headers, which the gateway does not: send x-litellm-customer-id"),
            ("user_header_name", "would take the user of a request from another header, which the gateway does not: send x-litellm-customer-id"),
            ("completion_model", NoOneModel), ("embedding_model", NoOneModel), ("image_generation_model", NoOneModel), ("moderation_model", NoOneModel),
            ("role_permissions", NoSignIn),
            ("key_management_system", "would read keys from a secret manager: pass them as environment variables"),
            ("use_azure_key_vault", "would read keys from a secret manager: pass them as environment variables"),
            ("use_google_kms", "would read keys from a secret manager: pass them as environment variables"),
            ("pass_through_endpoints", "would send requests to further addresses, which the gateway does not know"),
            ("forward_client_headers_to_llm_api", "would send the caller's headers to providers; the gateway sends accept, anthropic-version, anthropic-beta and openai-beta"),
        ],
    };

    public static readonly KnownSettings Router = new("router_settings")
    {
        Unknown = UnknownSettings.Warn,

        Absent = PreCallChecksReader.Settings,

        // https://docs.litellm.ai/docs/proxy/config_settings
        WithoutEffect =
        [
            "alerting_config", "assistants_config", "cache_*", "caching_groups", "client_ttl", "debug_level", "default_priority",
            "ignore_invalid_deployments", "polling_interval", "redis_*", "retry_after", "set_verbose", "tag_filtering_match_any",
        ],
        Refused =
        [
            ("provider_budget_config", NoBudget),
            ("routing_groups", NoRouting), ("enable_weighted_failover", NoRouting),
            ("enable_tag_filtering", "belongs to LiteLLM's routing by tags, which " + NoRouting),
            ("default_litellm_params", "would add settings to each deployment: write them with each deployment, by an anchor and <<"),
        ],
    };

    public static readonly KnownSettings RetryPolicy = new("a retry policy");

    public static readonly KnownSettings AllowedFailsPolicy = new("allowed_fails_policy");

    public static readonly KnownSettings RoutingArguments = new("routing_strategy_args");

    public static readonly KnownSettings ModelAlias = new("an alias");

    // A misspelt message_logging would leave content in the traces.
    public static readonly KnownSettings Callback = new("a callback") { Unknown = UnknownSettings.RefuseMisspelt, WithoutEffect = ["attributes"] };

    // https://docs.litellm.ai/docs/proxy/caching_settings
    public static readonly KnownSettings Cache = new("cache_params")
    {
        Unknown = UnknownSettings.Warn,
        WithoutEffect =
        [
            "host", "port", "password", "username", "url", "namespace", "ssl*", "max_connections", "socket_timeout", "redis_*", "service_name", "sentinel_*", "gcp_*",
            "s3_*", "gcs_*", "qdrant_*", "valkey_*", "similarity_threshold", "disk_cache_dir", "default_in_redis_ttl", "disable_copilot_system_to_assistant",
        ],
    };

    // The variables with keys in litellm/__init__.py of LiteLLM 1.106. Backends' keys, such as langfuse_secret_key, are no such variables.
    private static readonly string[] ProviderKeys =
    [
        "openai_key", "groq_key", "gigachat_key", "databricks_key", "openai_like_key", "azure_key", "anthropic_key", "replicate_key", "bytez_key", "cohere_key", "infinity_key",
        "clarifai_key", "maritalk_key", "ai21_key", "ollama_key", "openrouter_key", "datarobot_key", "predibase_key", "huggingface_key", "togetherai_api_key", "cloudflare_api_key",
        "baseten_key", "llama_api_key", "aleph_alpha_key", "nlp_cloud_key", "novita_api_key", "snowflake_key", "gradient_ai_api_key", "nebius_key", "wandb_key", "heroku_key",
        "cometapi_key", "ovhcloud_key", "lemonade_key", "sap_service_key", "amazon_nova_api_key",
    ];

    // A setting of litellm_settings sets a variable of LiteLLM's Python module: litellm/__init__.py of LiteLLM 1.106.
    public static readonly KnownSettings LiteLlm = new("litellm_settings")
    {
        Unknown = UnknownSettings.Warn,
        WithoutEffect =
        [
            // What is translated, added or removed on the way to a provider. The gateway sends what the caller sent.
            "drop_params", "modify_params", "add_function_to_prompt", "enable_preview_features", "LITELLM_DISABLE_STOP_SEQUENCE_LIMIT", "disable_add_*", "disable_copilot_system_to_assistant",
            "use_chat_completions_url_for_anthropic_messages", "route_all_chat_openai_to_responses", "enable_anthropic_prompt_caching", "anthropic_prompt_caching_ttl",
            "disable_anthropic_gemini_context_caching_transform", "enable_json_schema_validation", "filter_invalid_headers", "add_user_information_to_llm_headers", "max_tokens",
            "strip_anthropic_total_tokens", "include_cost_in_streaming_usage", "return_response_headers", "reasoning_auto_summary", "enable_loadbalancing_on_batch_endpoints", "require_managed_files",

            // Connections.
            "ssl_*", "force_ipv4", "user_url_*", "telemetry", "disable_aiohttp_*", "aiohttp_*",

            // Records and metrics of LiteLLM.
            "langfuse_default_tags", "langsmith_batch_size", "argilla_*", "datadog_*", "newrelic_params", "*_callback_params", "generic_*", "gcs_pub_sub_use_v1", "prometheus_*",
            "custom_prometheus_*", "require_auth_for_metrics_endpoint", "log_raw_request_response", "logged_real_time_event_types", "disable_streaming_logging", "disable_token_counter",
            "disable_hf_tokenizer_download", "extra_spend_tag_headers", "store_audit_logs", "suppress_debug_info", "redact_messages_in_exceptions", "expose_router_debug_in_errors",
            "cold_storage_custom_logger", "disable_end_user_cost_tracking*", "enable_end_user_cost_tracking*", "cost_discount_config", "cost_margin_config", "model_cost_map_url",
            "global_disable_no_log_param", "email", "token", "input_callback", "audit_log_callbacks",

            // Keys, users and teams of a database.
            "key_generation_settings", "default_key_*", "upperbound_key_generate_params", "enable_key_alias_format_validation", "default_internal_user_params", "default_team_params",
            "default_max_internal_user_budget", "max_internal_user_budget", "max_ui_session_budget", "internal_user_budget_duration", "budget_duration", "default_soft_budget",
            "budget_exceeded_throttle_percentage", "validate_end_user_id_in_db", "public_*", "mcp_*", "check_provider_endpoint", "master_key",

            // What belongs to callbacks that stop the start.
            "llamaguard_*", "openai_moderations_model_name", "google_moderation_*", "presidio_*", "llm_guard_mode", "skip_*_in_guardrail", "priority_reservation*",

            // Caches.
            "default_in_memory_ttl", "default_redis_*", "caching*", "safe_memory_mode", "enable_caching_on_*",
        ],
        Refused =
        [
            ("api_base", "would be the address of all deployments: write api_base with each deployment, by an anchor and <<"),
            ("api_key", "would be the key of all deployments: write api_key with each deployment, by an anchor and <<"),
            .. ProviderKeys.Select(name => (name, "would be the key of all deployments of a provider: write api_key with each deployment, or set the provider's variable")),
            ("vertex_project", "would be part of addresses: write it with each deployment, or set VERTEXAI_PROJECT"),
            ("vertex_location", "would be part of addresses: write it with each deployment, or set VERTEXAI_LOCATION"),
            ("use_litellm_proxy", "would send requests to another gateway: write that gateway's address as api_base"),
            ("proxy_auth", NoIdentity), ("enable_azure_ad_token_refresh", NoIdentity),
            ("guardrails", "is LiteLLM's first form of guardrails: write them in the section guardrails of the file"),
            ("pre_call_rules", NoPython), ("post_call_rules", NoPython),
            ("blocked_user_list", "would refuse these users, which the gateway does not"), ("banned_keywords_list", "would refuse these words: write a guardrail, with guardrail: regex"),
            ("max_budget", NoBudget), ("max_end_user_budget*", NoBudget), ("max_user_budget", NoBudget), ("tag_budget_config", NoBudget),
            ("overwrite_user_with_key_hash", "would replace the user that a provider receives, which the gateway does not"),
            ("standard_logging_payload_excluded_fields", "would leave fields out of the records: turn_off_message_logging: true leaves the content out of the traces, redact_user_api_key_info: true who calls"),
            ("model_alias_map", "would send requests to other models: write a further entry of model_list"),
        ],
    };

    /// <summary>Settings of LiteLLM that neither let anybody in nor send data elsewhere; a star stands for any text.</summary>
    public IReadOnlyList<string> WithoutEffect { get; init; } = [];

    /// <summary>Settings of LiteLLM that are read only to say in a sentence of their own what is missing, or why they stop the start.</summary>
    public IReadOnlyList<string> Absent { get; init; } = [];

    /// <summary>Settings of LiteLLM that the gateway must not ignore, with the reason and what to write instead.</summary>
    public IReadOnlyList<(string Name, string Reason)> Refused { get; init; } = [];

    /// <summary>Where a setting that is none may belong; empty if nowhere.</summary>
    public string Advice { get; init; } = "";

    /// <summary>What a setting of any other name does.</summary>
    public UnknownSettings Unknown { get; init; }

    /// <summary>Whether <paramref name="name"/> is in <see cref="WithoutEffect"/>.</summary>
    public bool HasNoEffect(string name) => WithoutEffect.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name));

    /// <summary>Why the gateway refuses <paramref name="name"/>; <see langword="null"/> if it does not.</summary>
    public string? ReasonAgainst(string name) => Refused.FirstOrDefault(setting => FileSystemName.MatchesSimpleExpression(setting.Name, name)).Reason;
}
