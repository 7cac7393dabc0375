using System.Collections.Frozen;

namespace TracedLlm.Samples.Gateway;

/// <summary>
/// The fields of a request that LiteLLM 1.106 keeps to itself, and the gateway's use of each. A field of a provider's API goes before; see <see cref="FieldRules"/>.
/// </summary>
internal static class LiteLlmFields
{
    public const string ApiBase = "api_base";
    public const string ApiKey = "api_key";
    public const string BaseUrl = "base_url";
    public const string Cache = "cache";
    public const string Caching = "caching";
    public const string DisableFallbacks = "disable_fallbacks";
    public const string Fallbacks = "fallbacks";
    public const string Guardrails = "guardrails";
    public const string LiteLlmMetadata = "litellm_metadata";
    public const string Metadata = "metadata";
    public const string MockResponse = "mock_response";
    public const string MockTimeout = "mock_timeout";
    public const string NumRetries = "num_retries";
    public const string RequestTimeout = "request_timeout";
    public const string StreamTimeout = "stream_timeout";
    public const string Timeout = "timeout";

    /// <summary>The arguments of an SDK that never are a part of a body, and what they are for.</summary>
    public static readonly FrozenDictionary<string, string> SdkArguments = new Dictionary<string, string>
    {
        ["extra_body"] = "Its fields belong into the body itself, where the SDK for Python puts them.",
        ["extra_headers"] = "Send headers as headers of the request.",
        ["extra_query"] = "Send parameters in the query of the request.",
    }.ToFrozenDictionary();

    private static readonly (FieldUse Use, FieldNames Names)[] Table =
    [
        // Those of tracing are read by TracedLlm, see docs/metadata.md and docs/tenants.md.
        (FieldUse.Honoured, FieldNames.Parse(
            "cache caching disable_fallbacks fallbacks guardrails litellm_metadata metadata mock_response mock_timeout num_retries request_timeout stream_timeout timeout",
            "langfuse_host langfuse_public_key langfuse_secret langfuse_secret_key langfuse_span_scope langsmith_api_key langsmith_base_url langsmith_project",
            "langsmith_sampling_rate langsmith_tenant_id arize_api_key arize_project_name arize_space_id arize_space_key",
            "phoenix_api_key phoenix_collector_endpoint phoenix_project_name",
            "otel_endpoint otel_exporter otel_exporter_otlp_endpoint otel_exporter_otlp_headers otel_exporter_otlp_protocol otel_headers",
            "litellm_call_id litellm_session_id litellm_trace_id tags",
            "no-log turn_off_message_logging")),

        (FieldUse.Allowed, FieldNames.Parse("api_base api_key base_url")),

        // The gateway's configuration decides about providers. A caller who names one would otherwise have its prompt sent to another.
        (FieldUse.Refused, FieldNames.Parse("custom_llm_provider litellm_credential_name model_list user_config", string.Join(' ', SdkArguments.Keys))),

        (FieldUse.Removed, FieldNames.Parse(
            "_context_compaction_state _headroom_interception_converted_stream _router_weights acompletion additional_drop_params aembedding aimg_generation",
            "allm_passthrough_route allow_client_keepalive_override allowed_model_region allowed_openai_params anthropic_disable_workload_identity_federation",
            "anthropic_organization_id anthropic_service_account_id api_version assistant_continue_message async_call atext_completion attempted_targets azure",
            "base_model bedrock_tags bos_token budget_duration cache_key caching_groups callbacks citation_cost_per_token client client_id client_secret",
            "client_side_timeout complete_response completion_call_id configurable_clientside_auth_params content_policy_fallbacks context_window_fallback_dict",
            "context_window_fallbacks cooldown_time cost_per_query cost_per_second custom_prompt_dict data_residency default_api_key_rpm_limit default_api_key_tpm_limit",
            "disable_add_transform_inline_image_block drop_params enable_json_schema_validation enable_prompt_caching enable_tag_filtering ensure_alternating_roles eos_token",
            "failure_callback fallback_depth fastest_response final_prompt_value fireworks_forward_user_id force_timeout google_maps_grounding_cost_per_query headers",
            "hf_model_name id itpm keepalive_seconds log_client_error_tracebacks logger_fn max_agentic_loops max_budget max_fallbacks max_file_size_mb",
            "max_parallel_requests max_retries merge_reasoning_content_in_choices model_alias_map model_config model_file_id_mapping model_info",
            "openai_service_account_id order otpm output_vector_size preset_cache_key prompt_environment prompt_id prompt_label prompt_variables",
            "prompt_version provider_affinity_header provider_specific_header proxy_server_request region_name retry_policy retry_strategy roles routing_strategy",
            "rpm rust search_context_cost_per_query search_tool_name secret_fields self service_callback shared_session silent_model ssl_verify",
            "standard_callback_dynamic_params stream_chunk_size stream_response stream_timeout_by_service_tier success_callback supports_system_message tag_regex",
            "tenant_id text_completion tiered_pricing timeout_by_service_tier tpm ttl use_chat_completions_api use_client use_in_pass_through",
            "use_litellm_proxy use_xai_oauth user_continue_message verbose weight")),
    ];

    /// <summary>The beginnings of LiteLLM's names: its own state, prices, and settings of providers, caches and backends. All are removed.</summary>
    private static readonly string[] Families =
    [
        "_agentic_", "_code_interpreter_", "_litellm_", "_websearch_",
        "adaptive_router_", "auto_router_", "complexity_router_", "quality_router_", "litellm_", "mock_",
        "annotation_cost_per_", "cache_creation_input_", "cache_read_input_", "input_cost_per_", "ocr_cost_per_", "output_cost_per_", "regional_",
        "anthropic_federation_", "anthropic_identity_", "anthropic_issuer_", "anthropic_keycloak_", "aws_", "azure_", "openai_identity_", "s3_", "vertex_",
        "arize_", "dd_", "gcs_", "humanloop_", "langfuse_", "langsmith_", "newrelic_", "phoenix_", "posthog_", "signoz_", "wandb_", "weave_",
    ];

    /// <summary>The use of LiteLLM's field <paramref name="name"/>; <see langword="null"/> if LiteLLM has no such field.</summary>
    public static FieldUse? UseOf(ReadOnlySpan<char> name)
    {
        foreach (var (use, names) in Table)
        {
            if (names.Contains(name))
            {
                return use;
            }
        }

        foreach (var family in Families)
        {
            if (name.StartsWith(family, StringComparison.Ordinal))
            {
                return FieldUse.Removed;
            }
        }

        return null;
    }
}
