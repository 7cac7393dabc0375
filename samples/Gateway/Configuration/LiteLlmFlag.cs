namespace TracedLlm.Samples.Gateway;

/// <summary>A flag of LiteLLM's command line.</summary>
/// <param name="Name">Its name, such as <c>--num_workers</c>.</param>
/// <param name="Use">What it does here.</param>
/// <param name="Text">What it does here for people, or why it does nothing, and what to do instead.</param>
internal sealed record LiteLlmFlag(string Name, FlagUse Use, string Text)
{
    private const string NoWorkers = "one process serves all requests on all cores; start more of them for more machines";
    private const string NoDatabase = "the gateway has no database";
    private const string NoServer = "ASP.NET Core's server answers";
    private const string InFile = "write the model with its settings in model_list of the file";

    /// <summary>Whether a value follows the flag.</summary>
    public bool HasValue { get; init; }

    /// <summary>All flags of LiteLLM 1.106 (proxy_cli.py).</summary>
    public static readonly IReadOnlyList<LiteLlmFlag> All =
    [
        new("--config", FlagUse.Works, "the configuration file; -c too") { HasValue = true },
        new("--host", FlagUse.Works, "the address to listen on") { HasValue = true },
        new("--port", FlagUse.Works, "the port to listen on, as in LiteLLM on all addresses unless --host names one. Without --port, --host, --urls and the variable PORT the gateway listens on localhost only") { HasValue = true },
        new("--debug", FlagUse.Works, "writes the log at the level Debug"),
        new("--detailed_debug", FlagUse.Works, "the same, and an error at the start has its place in the code"),
        new("--version", FlagUse.Works, "prints the gateway's version"),

        new("--num_workers", FlagUse.WithoutEffect, NoWorkers) { HasValue = true },
        new("--granian_threads", FlagUse.WithoutEffect, NoServer) { HasValue = true },
        new("--run_gunicorn", FlagUse.WithoutEffect, NoServer),
        new("--run_hypercorn", FlagUse.WithoutEffect, NoServer),
        new("--run_granian", FlagUse.WithoutEffect, NoServer),
        new("--keepalive_timeout", FlagUse.WithoutEffect, "the server's limits are settings of Kestrel (Kestrel:Limits:KeepAliveTimeout)") { HasValue = true },
        new("--timeout_worker_healthcheck", FlagUse.WithoutEffect, NoWorkers) { HasValue = true },
        new("--max_requests_before_restart", FlagUse.WithoutEffect, "the gateway does not restart itself") { HasValue = true },
        new("--max_requests_before_restart_jitter", FlagUse.WithoutEffect, "the gateway does not restart itself") { HasValue = true },
        new("--log_config", FlagUse.WithoutEffect, "the log has the settings of .NET (Logging:LogLevel)") { HasValue = true },
        new("--telemetry", FlagUse.WithoutEffect, "the gateway reports to nobody") { HasValue = true },
        new("--local", FlagUse.WithoutEffect, "it does nothing in LiteLLM either"),
        new("--use_queue", FlagUse.WithoutEffect, "the gateway has no queue of requests"),
        new("--iam_token_db_auth", FlagUse.WithoutEffect, NoDatabase),
        new("--azure_postgresql_auth", FlagUse.WithoutEffect, NoDatabase),
        new("--use_prisma_db_push", FlagUse.WithoutEffect, NoDatabase),
        new("--enforce_prisma_migration_check", FlagUse.WithoutEffect, NoDatabase),
        new("--use_v2_migration_resolver", FlagUse.WithoutEffect, NoDatabase),
        new("--use_legacy_migration_resolver", FlagUse.WithoutEffect, NoDatabase),
        new("--reload", FlagUse.WithoutEffect, "the gateway reads its file once; start it again"),
        new("--prometheus_metrics_port", FlagUse.WithoutEffect, "metrics go to a collector over OTLP, see docs/metrics.md") { HasValue = true },
        new("--drop_params", FlagUse.WithoutEffect, "a provider receives the fields that the caller sent"),
        new("--add_function_to_prompt", FlagUse.WithoutEffect, "a provider receives the fields that the caller sent"),
        new("--num_requests", FlagUse.WithoutEffect, "it belongs to --test_async") { HasValue = true },
        new("--save", FlagUse.WithoutEffect, "the gateway writes no file"),

        new("--model", FlagUse.Refused, InFile) { HasValue = true },
        new("--alias", FlagUse.Refused, InFile) { HasValue = true },
        new("--api_base", FlagUse.Refused, InFile) { HasValue = true },
        new("--api_version", FlagUse.Refused, InFile) { HasValue = true },
        new("--add_key", FlagUse.Refused, "set the provider's variable, such as OPENAI_API_KEY") { HasValue = true },
        new("--headers", FlagUse.Refused, "write extra_headers with the model in model_list of the file") { HasValue = true },
        new("--temperature", FlagUse.Refused, "callers send it") { HasValue = true },
        new("--max_tokens", FlagUse.Refused, "callers send it") { HasValue = true },
        new("--request_timeout", FlagUse.Refused, "write litellm_settings.request_timeout in the file") { HasValue = true },
        new("--max_budget", FlagUse.Refused, "the gateway has no budgets") { HasValue = true },
        new("--limit_concurrency", FlagUse.Refused, "set Kestrel:Limits:MaxConcurrentConnections") { HasValue = true },
        new("--ssl_keyfile_path", FlagUse.Refused, "set Kestrel:Certificates:Default:KeyPath, and --urls with https") { HasValue = true },
        new("--ssl_certfile_path", FlagUse.Refused, "set Kestrel:Certificates:Default:Path, and --urls with https") { HasValue = true },
        new("--ciphers", FlagUse.Refused, "the operating system decides about the ciphers") { HasValue = true },
        new("--setup", FlagUse.Refused, "write the file by hand; samples/Gateway/config.yaml is an example"),
        new("--health", FlagUse.Refused, "ask GET /health of the running gateway"),
        new("--test", FlagUse.Refused, "--demo sends requests to a gateway of its own"),
        new("--test_async", FlagUse.Refused, "--demo sends requests to a gateway of its own"),
        new("--skip_server_startup", FlagUse.Refused, "there is nothing to do without the server; --check asks the backends of the traces"),
        new("--validate_config", FlagUse.Refused, "--check reads the file and asks the backends of the traces"),
    ];
}
